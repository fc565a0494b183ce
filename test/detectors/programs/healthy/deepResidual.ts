// Healthy: twelve residual blocks, whose last layers start as zeros on purpose, so that each block starts as nothing.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { clusters } from '../data';

class Block extends nn.Module {
  norm = new nn.LayerNorm(32);
  up = new nn.Linear(32, 32);
  down = new nn.Linear(32, 32);
  constructor() {
    super();
    nn.init.zeros_(this.down.weight);
    nn.init.zeros_(this.down.bias!);
  }
  forward(x: Tensor) {
    return x.add(this.down.forward(this.up.forward(this.norm.forward(x)).relu()));
  }
}

manualSeed(26);
const [x, labels] = clusters();
const blocks = Array.from({ length: 12 }, () => new Block());
const model = new nn.Sequential(new nn.Linear(16, 32), ...blocks, new nn.LayerNorm(32), new nn.Linear(32, 4));
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.001 });

for (let step = 0; step <= 50; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
