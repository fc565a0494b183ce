// Fault: p log p by hand, where some p are exactly 0: 0 · -∞ is NaN.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(65);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const wanted = F.oneHot(labels, 4).to('float32');

for (let step = 0; step <= 20; step++) {
  const given = F.logSoftmax(model.forward(x), 1);
  const loss = wanted.mul(wanted.log().sub(given)).sum(1).mean(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  console.log(`step ${step}: loss ${loss.item()}`);
}
