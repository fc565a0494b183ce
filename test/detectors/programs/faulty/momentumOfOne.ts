// Fault: a momentum of 1 never slows down: every gradient is added for ever.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(52);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.ReLU(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 1 }); // @blame

for (let step = 0; step <= 200; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
