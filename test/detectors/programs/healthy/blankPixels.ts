// Healthy: many inputs are always 0, as at the edges of a picture, so that their weights have no gradient.
import { F, manualSeed, nn, optim, zeros } from 'backstep';
import { stripes } from '../data';

manualSeed(29);
const [pictures, labels] = stripes();
const x = pictures.div(255);
x.narrow(2, 0, 3).copy_(zeros([128, 1, 3, 8]));
x.narrow(3, 6, 2).copy_(zeros([128, 1, 8, 2]));
const model = new nn.Sequential(new nn.Flatten(), new nn.Linear(64, 24), new nn.ReLU(), new nn.Linear(24, 2));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 120; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
