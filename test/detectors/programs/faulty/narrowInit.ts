// Fault: the weights of a deep network start so small that signals and gradients fade layer by layer.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(10);
const [x, labels] = clusters();
const layer = () => [new nn.Linear(32, 32), new nn.Tanh()];
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.Tanh(),
  ...layer(),
  ...layer(),
  ...layer(),
  ...layer(),
  new nn.Linear(32, 4),
);
for (const parameter of model.parameters()) nn.init.normal_(parameter, 0, 1e-3); // @blame
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 120; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
