// Fault: ten layers of sigmoids, each of which passes a quarter of the gradient on at most.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(26);
const [x, labels] = clusters();
const layer = () => [new nn.Linear(32, 32), new nn.Sigmoid()];
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.Sigmoid(), // @blame
  ...Array.from({ length: 9 }, layer).flat(),
  new nn.Linear(32, 4),
);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 90; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
