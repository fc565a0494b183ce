// Fault: the head was exchanged after the optimizer was made, which still holds the old one.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { clusters } from '../data';

class Net extends nn.Module {
  body = new nn.Linear(16, 32);
  head = new nn.Linear(32, 10);
  forward(x: Tensor) {
    return this.head.forward(this.body.forward(x).relu());
  }
}

manualSeed(14);
const [x, labels] = clusters();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
model.head = new nn.Linear(32, 4); // @blame
const before = model.head.weight.clone();

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`head moved by ${model.head.weight.sub(before).abs().max().item()}`);
