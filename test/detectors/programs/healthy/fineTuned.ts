// Healthy: a body is trained, then frozen, and a new head is trained on it with a rate a tenth as large.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(62);
const [x, labels] = clusters();
const body = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU());
const oldHead = new nn.Linear(32, 2);
const before = new optim.Adam([...body.parameters(), ...oldHead.parameters()], { lr: 0.01 });
for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(oldHead.forward(body.forward(x)), labels.remainder(2));
  before.zeroGrad();
  loss.backward();
  before.step();
}

for (const parameter of body.parameters()) parameter.requiresGrad_(false);
const head = new nn.Linear(32, 4);
const optimizer = new optim.Adam(head.parameters(), { lr: 0.01 });
for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(head.forward(body.forward(x)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
