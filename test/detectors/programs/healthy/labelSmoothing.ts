// Healthy: label smoothing and a usual weight decay: the loss ends above 0, as it must.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(15);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.005, weightDecay: 0.1 });

for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(model.forward(x), labels, { labelSmoothing: 0.1 });
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
