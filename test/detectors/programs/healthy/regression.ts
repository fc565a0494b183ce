// Healthy: a curve, by SGD with momentum; outputs may be of any sign.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(2);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
