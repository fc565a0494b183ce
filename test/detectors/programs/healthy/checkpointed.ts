// Healthy: activation checkpointing: the forward ops of each half run again in the backward pass.
import { checkpoint, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(22);
const [x, labels] = clusters();
const first = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU());
const second = new nn.Sequential(new nn.Linear(32, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam([...first.parameters(), ...second.parameters()], { lr: 0.005 });

for (let step = 0; step <= 120; step++) {
  const hidden = checkpoint((input: typeof x) => first.forward(input), x);
  const logits = checkpoint((input: typeof x) => second.forward(input), hidden);
  const loss = F.crossEntropy(logits, labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
