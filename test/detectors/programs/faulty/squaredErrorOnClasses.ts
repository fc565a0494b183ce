// Fault: the class numbers, 0 to 7, are regressed through a sigmoid that ends at 1, instead of a cross entropy.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(3);
const [x, labels] = clusters(256, 8);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 1), new nn.Sigmoid());
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x).squeeze(1), labels.to('float32')); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
