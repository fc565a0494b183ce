// Healthy: prices as they are: the gradients are in the thousands, and Adam, which divides by them, does not care.
import { F, manualSeed, nn, optim } from 'backstep';
import { houses } from '../data';

manualSeed(37);
const [x, price] = houses();
const scaled = x.sub(x.mean(0)).div(x.std(0));
const model = new nn.Sequential(new nn.Linear(3, 32), new nn.ReLU(), new nn.Linear(32, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(scaled), price);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
