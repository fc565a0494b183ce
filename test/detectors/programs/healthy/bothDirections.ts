// Healthy: an LSTM in both directions over packed sequences of different lengths.
import { F, manualSeed, nn, optim, randint } from 'backstep';
import { remembered } from '../data';

manualSeed(81);
const [x, labels] = remembered(48, 10);
const lengths = randint(3, 11, [48]).tolist() as number[];
const lstm = new nn.LSTM(4, 12, { batchFirst: true, bidirectional: true });
const head = new nn.Linear(24, 2);
const optimizer = new optim.Adam([...lstm.parameters(), ...head.parameters()], { lr: 0.01 });
const { packPaddedSequence } = nn.utils.rnn;

for (let step = 0; step <= 50; step++) {
  const packed = packPaddedSequence(x, lengths, { batchFirst: true, enforceSorted: false });
  const [, [hidden]] = lstm.forward(packed);
  const both = hidden.permute(1, 0, 2).flatten(1);
  const loss = F.crossEntropy(head.forward(both), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
