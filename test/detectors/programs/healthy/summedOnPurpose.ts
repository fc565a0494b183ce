// Healthy: the loss is the sum over the batch, and the learning rate is small enough for it.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(65);
const [x, y] = curve(512);
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 1e-4, momentum: 0.9 });

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y, { reduction: 'sum' });
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
