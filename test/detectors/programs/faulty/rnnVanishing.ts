// Fault: a plain recurrent network is to remember its first step over 50 others: the gradient fades before it.
import { F, manualSeed, nn, optim } from 'backstep';
import { remembered } from '../data';

manualSeed(28);
const [x, labels] = remembered(64, 50);
const rnn = new nn.RNN(4, 16, { batchFirst: true }); // @blame
const head = new nn.Linear(16, 2);
const optimizer = new optim.SGD([...rnn.parameters(), ...head.parameters()], { lr: 0.05 });

for (let step = 0; step <= 80; step++) {
  const [, hidden] = rnn.forward(x);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
