// Healthy: the loss holds the norm of a gradient near 1, which takes a second backward pass through the first.
import { F, grad, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(36);
const [rows, labels] = clusters(128, 2);
const x = rows.clone().requiresGrad_();
const target = labels.to('float32').unsqueeze(1);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 80; step++) {
  const scores = model.forward(x);
  const [slope] = grad([scores.sum()], [x], { createGraph: true });
  const penalty = slope!.pow(2).sum(1).add(1e-12).sqrt().sub(1).pow(2).mean();
  const loss = F.binaryCrossEntropyWithLogits(scores, target).add(penalty.mul(0.1));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
