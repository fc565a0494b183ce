// Healthy: triplets whose margin is reached soon: from then on loss and gradients are 0 in many steps.
import { F, manualSeed, nn, optim, randint } from 'backstep';
import { clusters } from '../data';

manualSeed(67);
const [x, labels] = clusters(128);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 2));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });
const rowsOf = Array.from({ length: 4 }, (_, kind) => labels.eq(kind).nonzero().flatten());
const some = (kind: number) =>
  x.indexSelect(0, rowsOf[kind].indexSelect(0, randint(0, rowsOf[kind].numel(), [16])));

for (let step = 0; step <= 150; step++) {
  const kind = step % 4;
  const [anchor, same, other] = [some(kind), some(kind), some((kind + 1 + (step % 3)) % 4)];
  const code = [anchor, same, other].map((rows) => model.forward(rows));
  const loss = F.tripletMarginLoss(code[0], code[1], code[2]);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
