// Fault: the warm-up divides whole numbers and rounds down, so that the learning rate stays 0 until its end.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(48);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const schedule = new optim.lrScheduler.LambdaLR(optimizer, (step) => Math.floor(step / 500)); // @blame

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  schedule.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
