// Fault: a scorer chooses a step by argmax, through which no gradient reaches it.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { remembered } from '../data';

class Net extends nn.Module {
  scorer = new nn.Linear(4, 1);
  head = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 2));
  forward(x: Tensor) {
    const best = this.scorer.forward(x).squeeze(2).argmax(1); // @blame
    const rows = x.gather(1, best.view(-1, 1, 1).expand([x.shape[0], 1, 4])).squeeze(1);
    return this.head.forward(rows);
  }
}

manualSeed(81);
const [x, labels] = remembered(64, 10);
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.scorer.weight.clone();

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`scorer moved by ${model.scorer.weight.sub(before).abs().max().item()}`);
