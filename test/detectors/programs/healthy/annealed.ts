// Healthy: the learning rate falls to 0, and a few steps are made with it.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(33);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.2 });
const schedule = new optim.lrScheduler.LinearLR(optimizer, { startFactor: 1, endFactor: 0, totalIters: 120 });

for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  schedule.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
