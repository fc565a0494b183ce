// Fault: the probabilities sum to 1 over the batch, and not over the classes.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(18);
const [x, labels] = clusters();
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.ReLU(),
  new nn.Linear(32, 4),
  new nn.LogSoftmax(0), // @blame
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = F.nllLoss(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
