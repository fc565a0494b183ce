// Healthy: a plain recurrent network whose gradients are sometimes large, and clipped.
import { F, manualSeed, nn, optim } from 'backstep';
import { remembered } from '../data';

manualSeed(11);
const [x, labels] = remembered(64, 8);
const rnn = new nn.RNN(4, 24, { batchFirst: true });
const head = new nn.Linear(24, 2);
const parameters = [...rnn.parameters(), ...head.parameters()];
const optimizer = new optim.RMSprop(parameters, { lr: 0.003 });

for (let step = 0; step <= 60; step++) {
  const [, hidden] = rnn.forward(x);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  nn.utils.clipGradNorm_(parameters, 0.5);
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
