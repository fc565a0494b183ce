// Fault: a cosine by hand of a row of zeros, whose norm is 0.
import { manualSeed, nn, optim, zeros } from 'backstep';
import { clusters } from '../data';

manualSeed(51);
const [x] = clusters(64);
x.narrow(0, 10, 1).copy_(zeros([1, 16])); // an empty document
const model = new nn.Linear(16, 8, { bias: false });
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const [left, right] = [x.narrow(0, 0, 32), x.narrow(0, 32, 32)];

for (let step = 0; step <= 50; step++) {
  const [a, b] = [model.forward(left), model.forward(right)];
  const norms = a.pow(2).sum(1).mul(b.pow(2).sum(1)).sqrt();
  const cosine = a.mul(b).sum(1).div(norms); // @blame
  const loss = cosine.neg().add(1).mean();
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
