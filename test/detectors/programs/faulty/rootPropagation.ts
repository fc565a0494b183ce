// Fault: RMSprop with a learning rate of 3, each step of which is as long as that.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(86);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.SiLU(), new nn.Linear(32, 1));
const optimizer = new optim.RMSprop(model.parameters(), { lr: 3 }); // @blame

for (let step = 0; step <= 100; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
