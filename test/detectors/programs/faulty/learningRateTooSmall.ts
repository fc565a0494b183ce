// Fault: the learning rate is ten thousand times too small.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(6);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-7 }); // @blame

for (let step = 0; step <= 300; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
