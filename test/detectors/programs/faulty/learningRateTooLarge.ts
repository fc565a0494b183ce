// Fault: the learning rate is a hundred times too large.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(4);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 10 }); // @blame

for (let step = 0; step <= 200; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
