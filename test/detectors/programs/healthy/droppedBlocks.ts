// Healthy: residual blocks that are left out at random in training (stochastic depth).
import { F, manualSeed, nn, optim, rand, type Tensor } from 'backstep';
import { clusters } from '../data';

class Net extends nn.Module {
  first = new nn.Linear(16, 32);
  blocks = new nn.ModuleList(Array.from({ length: 4 }, () => new nn.Linear(32, 32)));
  head = new nn.Linear(32, 4);
  forward(x: Tensor) {
    let h = this.first.forward(x).relu();
    for (const block of this.blocks) {
      if (rand([1]).item() < 0.5) h = h.add(block.forward(h).relu());
    }
    return this.head.forward(h);
  }
}

manualSeed(83);
const [x, labels] = clusters();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 120; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
