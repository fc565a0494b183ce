// Healthy: layers whose weights are a direction and a length, by weight normalization.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(69);
const [x, labels] = clusters();
const { weightNorm } = nn.utils.parametrizations;
const model = new nn.Sequential(
  weightNorm(new nn.Linear(16, 32)),
  new nn.ReLU(),
  weightNorm(new nn.Linear(32, 32)),
  new nn.ReLU(),
  new nn.Linear(32, 4),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 120; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
