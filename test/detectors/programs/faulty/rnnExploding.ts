// Fault: a recurrent network whose weights are larger than 1 in effect, over 60 steps, without gradient clipping.
import { F, manualSeed, nn, optim } from 'backstep';
import { remembered } from '../data';

manualSeed(27);
const [x, labels] = remembered(64, 60);
const rnn = new nn.RNN(4, 32, { batchFirst: true, nonlinearity: 'relu' });
nn.init.normal_(rnn.parameters()[1], 0, 0.3); // hidden to hidden @blame
const head = new nn.Linear(32, 2);
const optimizer = new optim.SGD([...rnn.parameters(), ...head.parameters()], { lr: 0.01 });

for (let step = 0; step <= 20; step++) {
  const [, hidden] = rnn.forward(x);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 4 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
