// Healthy: pairs are told from all others by their cosine, each row's own place being masked with -∞.
import { arange, cat, eye, F, manualSeed, nn, optim, randnLike } from 'backstep';
import { clusters } from '../data';

manualSeed(28);
const [x] = clusters(32, 8);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 16));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });
const partner = arange(64).add(32).remainder(64);

for (let step = 0; step <= 120; step++) {
  const views = cat([x.add(randnLike(x).mul(0.1)), x.add(randnLike(x).mul(0.1))]);
  const code = F.normalize(model.forward(views), { dim: 1 });
  const likeness = code.matmul(code.t()).div(0.2).maskedFill(eye(64).to('bool'), -Infinity);
  const loss = F.crossEntropy(likeness, partner);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
