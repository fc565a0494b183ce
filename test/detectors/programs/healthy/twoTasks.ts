// Healthy: two heads on one body take turns: every other step, one of them has no gradient.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(27);
const [x, labels] = clusters();
const body = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU());
const classify = new nn.Linear(32, 4);
const measure = new nn.Linear(32, 1);
const parameters = [body, classify, measure].flatMap((module) => module.parameters());
const optimizer = new optim.Adam(parameters, { lr: 0.005 });
const size = x.pow(2).mean(1, true);

for (let step = 0; step <= 300; step++) {
  const hidden = body.forward(x);
  const isEven = step % 2 === 0;
  const loss = isEven
    ? F.crossEntropy(classify.forward(hidden), labels)
    : F.mseLoss(measure.forward(hidden), size);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
