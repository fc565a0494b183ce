// Healthy: it has learned everything early, and goes on with a small loss and small gradients.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(21);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 64), new nn.ReLU(), new nn.Linear(64, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
