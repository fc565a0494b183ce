// Fault: the factor of the schedule is above 1, so that the learning rate grows by a tenth each step.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(47);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });
const schedule = new optim.lrScheduler.ExponentialLR(optimizer, 1.1); // @blame

for (let step = 0; step <= 120; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  schedule.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
