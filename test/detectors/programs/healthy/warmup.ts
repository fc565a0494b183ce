// Healthy: the learning rate starts at a thousandth, warms up and then falls on a cosine.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(12);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.SiLU(), new nn.Linear(32, 4));
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
const schedule = new optim.lrScheduler.SequentialLR(
  optimizer,
  [
    new optim.lrScheduler.LinearLR(optimizer, { startFactor: 1e-3, totalIters: 20 }),
    new optim.lrScheduler.CosineAnnealingLR(optimizer, 180),
  ],
  [20],
);

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  schedule.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
