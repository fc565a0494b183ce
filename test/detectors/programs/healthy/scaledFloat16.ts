// Healthy: float16 with a gradient scaler, whose first steps overflow, are left out and halve the scale.
import { autocast, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(14);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });
const scaler = new optim.GradScaler();

for (let step = 0; step <= 150; step++) {
  const loss = autocast({ dtype: 'float16' }, () => F.crossEntropy(model.forward(x), labels));
  optimizer.zeroGrad();
  scaler.scale(loss).backward();
  scaler.step(optimizer);
  scaler.update();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
