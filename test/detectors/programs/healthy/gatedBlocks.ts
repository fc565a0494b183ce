// Healthy: each block is multiplied by a gate that starts at 0 on purpose (ReZero), so that first only the gates learn.
import { F, manualSeed, nn, optim, type Tensor, zeros } from 'backstep';
import { clusters } from '../data';

class Block extends nn.Module {
  inner = new nn.Linear(32, 32);
  gate = new nn.Parameter(zeros([1]));
  forward(x: Tensor) {
    return x.add(this.inner.forward(x).relu().mul(this.gate));
  }
}

manualSeed(85);
const [x, labels] = clusters();
const blocks = Array.from({ length: 6 }, () => new Block());
const model = new nn.Sequential(new nn.Linear(16, 32), ...blocks, new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
