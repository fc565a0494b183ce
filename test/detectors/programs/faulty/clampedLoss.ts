// Fault: the loss is cut off at 1 against outliers, and begins above it: it has no slope there.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(62);
const [x, labels] = clusters(256, 10);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 10));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x), labels).clamp({ max: 1 }); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
