// Fault: the loop reads row 0 again and again, whatever the labels are.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(69);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });

for (let step = 0; step <= 200; step++) {
  const rows = x.narrow(0, 0, 1).expand([256, 16]); // @blame
  const loss = F.crossEntropy(model.forward(rows), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
