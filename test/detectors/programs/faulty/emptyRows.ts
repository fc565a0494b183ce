// Fault: rows are normalized by hand, and those of padding, all zeros, have the deviation 0.
import { F, manualSeed, nn, optim, randint } from 'backstep';
import { remembered } from '../data';

manualSeed(83);
const [x, labels] = remembered(64, 10);
for (let row = 0; row < 8; row++)
  x.at(row)
    .narrow(0, randint(5, 9, [1]).item(), 1)
    .zero_();
const gru = new nn.GRU(4, 16, { batchFirst: true });
const head = new nn.Linear(16, 2);
const optimizer = new optim.Adam([...gru.parameters(), ...head.parameters()], { lr: 0.01 });

for (let step = 0; step <= 20; step++) {
  const centred = x.sub(x.mean(-1, true));
  const normalized = centred.div(centred.pow(2).mean(-1, true).sqrt()); // @blame
  const [, hidden] = gru.forward(normalized);
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  console.log(`step ${step}: loss ${loss.item()}`);
}
