// Fault: the outputs are rounded before the loss, and rounding has a slope of 0 everywhere.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(32);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.mseLoss(model.forward(x).mul(10).round().div(10), y); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
