// Healthy: a policy over moves of which some are not allowed: their logits are -∞, and so are their log-probabilities.
import { F, manualSeed, nn, optim, rand, zerosLike } from 'backstep';
import { clusters } from '../data';

manualSeed(17);
const [x, labels] = clusters(256, 6);
const forbidden = rand([256, 6]).lt(0.4).logicalAnd(F.oneHot(labels, 6).eq(0));
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 6));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 90; step++) {
  const logits = model.forward(x).maskedFill(forbidden, -Infinity);
  const logProbabilities = F.logSoftmax(logits, 1);
  const allowed = logProbabilities.where(forbidden.logicalNot(), zerosLike(logProbabilities));
  const entropy = allowed.mul(allowed.exp()).sum(1).mean();
  const loss = F.nllLoss(logProbabilities, labels).add(entropy.mul(0.01));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
