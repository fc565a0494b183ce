// Fault: noGrad was meant for the evaluation, and is around the encoder in training too.
import { F, manualSeed, nn, noGrad, optim, type Tensor } from 'backstep';
import { remembered } from '../data';

class Net extends nn.Module {
  encoder = new nn.GRU(4, 8, { batchFirst: true });
  head = new nn.Linear(8, 2);
  forward(x: Tensor) {
    const [, hidden] = noGrad(() => this.encoder.forward(x)); // @blame
    return this.head.forward(hidden.squeeze(0));
  }
}

manualSeed(67);
const [x, labels] = remembered(64, 8);
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.encoder.parameters()[0].clone();

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`encoder moved by ${model.encoder.parameters()[0].sub(before).abs().max().item()}`);
