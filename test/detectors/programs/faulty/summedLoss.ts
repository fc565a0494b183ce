// Fault: the loss is summed over the batch, with a learning rate for its mean.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(49);
const [x, y] = curve(512);
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.ReLU(), new nn.Linear(32, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

for (let step = 0; step <= 100; step++) {
  const loss = F.mseLoss(model.forward(x), y, { reduction: 'sum' }); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
