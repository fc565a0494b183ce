// Fault: 1 is given for the share that is kept, and it is the share that is dropped: the head sees zeros.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(46);
const [x, labels] = clusters();
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.Tanh(),
  new nn.Dropout(1), // @blame
  new nn.Linear(32, 4),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
