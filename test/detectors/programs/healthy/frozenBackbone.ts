// Healthy: a backbone is frozen on purpose: the optimizer is given the parameters of the head alone.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { clusters } from '../data';

class Net extends nn.Module {
  backbone = new nn.Sequential(new nn.Linear(16, 64), new nn.ReLU(), new nn.Linear(64, 32), new nn.ReLU());
  head = new nn.Linear(32, 4);
  forward(x: Tensor) {
    return this.head.forward(this.backbone.forward(x));
  }
}

manualSeed(20);
const [x, labels] = clusters();
const model = new Net();
for (const parameter of model.backbone.parameters()) parameter.requiresGrad_(false);
const optimizer = new optim.Adam(model.head.parameters(), { lr: 0.02 });

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
