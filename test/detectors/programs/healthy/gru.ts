// Healthy: a GRU remembers its first step, with its gradients clipped as usual.
import { F, manualSeed, nn, optim } from 'backstep';
import { remembered } from '../data';

manualSeed(5);
const [x, labels] = remembered(64, 15);
const gru = new nn.GRU(4, 24, { batchFirst: true });
const head = new nn.Linear(24, 2);
const parameters = [...gru.parameters(), ...head.parameters()];
const optimizer = new optim.Adam(parameters, { lr: 0.01 });

for (let step = 0; step <= 60; step++) {
  const [, hidden] = gru.forward(x);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  nn.utils.clipGradNorm_(parameters, 1);
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
