// Fault: the mean over the heads is taken over the classes: all of them have the same logit.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(84);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 8));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 120; step++) {
  const heads = model.forward(x).unflatten(1, [2, 4]); // [256, heads, classes]
  const logits = heads.mean(2, true).expand([256, 2, 4]).mean(1); // @blame
  const loss = F.crossEntropy(logits, labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
