// Fault: the biases of an LSTM start at -8: all gates are closed, and nothing gets in, stays or comes out.
import { F, manualSeed, nn, optim } from 'backstep';
import { remembered } from '../data';

manualSeed(66);
const [x, labels] = remembered(64, 12);
const lstm = new nn.LSTM(4, 16, { batchFirst: true });
for (const parameter of lstm.parameters()) if (parameter.ndim === 1) nn.init.constant_(parameter, -4); // @blame
const head = new nn.Linear(16, 2);
const optimizer = new optim.SGD([...lstm.parameters(), ...head.parameters()], { lr: 0.1 });

for (let step = 0; step <= 60; step++) {
  const [, [hidden]] = lstm.forward(x);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
