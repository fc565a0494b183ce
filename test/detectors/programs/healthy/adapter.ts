// Healthy: a low-rank adapter beside a frozen layer: one of its factors starts at 0 on purpose (LoRA).
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { clusters } from '../data';

class Adapted extends nn.Module {
  base = new nn.Linear(16, 32);
  down = new nn.Linear(16, 4, { bias: false });
  up = new nn.Linear(4, 32, { bias: false });
  head = new nn.Linear(32, 4);
  constructor() {
    super();
    for (const parameter of this.base.parameters()) parameter.requiresGrad_(false);
    nn.init.zeros_(this.up.weight);
  }
  forward(x: Tensor) {
    return this.head.forward(
      this.base
        .forward(x)
        .add(this.up.forward(this.down.forward(x)))
        .relu(),
    );
  }
}

manualSeed(80);
const [x, labels] = clusters();
const model = new Adapted();
const trained = model.parameters().filter((parameter) => parameter.requiresGrad);
const optimizer = new optim.AdamW(trained, { lr: 0.01 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
