// Fault: the first layer, still random, was frozen and never thawed; the optimizer holds it and waits in vain.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { curve } from '../data';

class Net extends nn.Module {
  hidden = new nn.Linear(1, 8);
  head = new nn.Linear(8, 1);
  forward(x: Tensor) {
    return this.head.forward(this.hidden.forward(x).relu());
  }
}

manualSeed(13);
const [x, y] = curve();
const model = new Net();
for (const parameter of model.hidden.parameters()) parameter.requiresGrad_(false); // @blame
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.hidden.weight.clone();

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`hidden moved by ${model.hidden.weight.sub(before).abs().max().item()}`);
