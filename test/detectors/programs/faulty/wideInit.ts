// Fault: the weights start with a standard deviation of 100.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(9);
const [x, labels] = clusters();
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.ReLU(),
  new nn.Linear(32, 32),
  new nn.ReLU(),
  new nn.Linear(32, 4),
);
for (const parameter of model.parameters()) nn.init.normal_(parameter, 0, 100); // @blame
const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
