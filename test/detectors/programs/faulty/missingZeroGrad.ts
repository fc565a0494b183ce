// Fault: zeroGrad is never called, so that the gradients of all steps add up.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(1);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.2 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  loss.backward();
  optimizer.step(); // @blame
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
