// Healthy: of two rows the better one is to score higher, by a margin; several labels a row beside it.
import { F, manualSeed, nn, ones, optim, randn } from 'backstep';

manualSeed(87);
const [left, right] = [randn([128, 8]), randn([128, 8])];
const worth = (rows: typeof left) => rows.narrow(1, 0, 3).sum(1);
const better = worth(left).gt(worth(right));
const sign = better.to('float32').mul(2).sub(1);
const tags = left.narrow(1, 0, 5).gt(0.5).to('float32');
const body = new nn.Sequential(new nn.Linear(8, 32), new nn.ReLU());
const [score, tag] = [new nn.Linear(32, 1), new nn.Linear(32, 5)];
const parameters = [body, score, tag].flatMap((module) => module.parameters());
const optimizer = new optim.Adam(parameters, { lr: 0.005 });
const weight = ones([5]);

for (let step = 0; step <= 150; step++) {
  const [a, b] = [body.forward(left), body.forward(right)];
  const order = F.marginRankingLoss(score.forward(a).squeeze(1), score.forward(b).squeeze(1), sign, {
    margin: 0.5,
  });
  const loss = order.add(F.binaryCrossEntropyWithLogits(tag.forward(a), tags, { weight }));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
