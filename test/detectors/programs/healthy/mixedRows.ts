// Healthy: rows and labels are mixed two by two (mixup), so that the loss never comes near 0.
import { F, manualSeed, nn, optim, randperm } from 'backstep';
import { clusters } from '../data';

manualSeed(63);
const [x, labels] = clusters();
const wanted = F.oneHot(labels, 4).to('float32');
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const other = randperm(256);
  const share = 0.85;
  const mixed = x.mul(share).add(x.indexSelect(0, other).mul(1 - share));
  const target = wanted.mul(share).add(wanted.indexSelect(0, other).mul(1 - share));
  const loss = F.crossEntropy(model.forward(mixed), target);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
