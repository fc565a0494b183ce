// Fault: the layers are in a plain array, not in a ModuleList, so that parameters() does not know them.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { curve } from '../data';

class Net extends nn.Module {
  layers = [new nn.Linear(1, 8), new nn.Linear(8, 8)]; // @blame
  head = new nn.Linear(8, 1);
  forward(x: Tensor) {
    for (const layer of this.layers) x = layer.forward(x).tanh();
    return this.head.forward(x);
  }
}

manualSeed(15);
const [x, y] = curve();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.layers[0].weight.clone();

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`layer moved by ${model.layers[0].weight.sub(before).abs().max().item()}`);
