// Fault: a feature that is the same in every row is divided by its standard deviation, 0.
import { F, manualSeed, nn, ones, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(21);
const [x, labels] = clusters();
x.select(1, 3).copy_(ones([256]));
const normalized = x.sub(x.mean(0)).div(x.std(0)); // @blame
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 50; step++) {
  const loss = F.crossEntropy(model.forward(normalized), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
