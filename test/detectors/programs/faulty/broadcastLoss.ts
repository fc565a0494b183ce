// Fault: predictions [N, 1] minus targets [N] are all pairs, [N, N], and the best answer to all is their mean.
import { manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(50);
const [x, y] = curve();
const targets = y.flatten();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = model.forward(x).sub(targets).pow(2).mean(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
