// Healthy: the matrix products run in bfloat16, by autocast; weights and loss stay float32.
import { autocast, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(13);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 150; step++) {
  const loss = autocast({ dtype: 'bfloat16' }, () => F.crossEntropy(model.forward(x), labels));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
