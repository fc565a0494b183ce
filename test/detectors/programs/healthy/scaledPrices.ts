// Healthy: features and prices are brought to mean 0 and deviation 1; Huber forgives outliers.
import { F, manualSeed, nn, optim } from 'backstep';
import { houses } from '../data';

manualSeed(3);
const [x, price] = houses();
const scaled = x.sub(x.mean(0)).div(x.std(0));
const target = price.sub(price.mean()).div(price.std());
const model = new nn.Sequential(new nn.Linear(3, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

for (let step = 0; step <= 200; step++) {
  const loss = F.huberLoss(model.forward(scaled), target);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
