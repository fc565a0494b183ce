// Fault: a ReLU after the last layer: the outputs cannot follow targets below 0, and most of them are cut off.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(30);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1), new nn.ReLU()); // @blame
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y.sub(1));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
