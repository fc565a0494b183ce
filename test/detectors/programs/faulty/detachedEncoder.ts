// Fault: detach() was left in after a debugging session, so that no gradient reaches the encoder.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { curve } from '../data';

class Net extends nn.Module {
  encoder = new nn.Linear(1, 8);
  decoder = new nn.Linear(8, 1);
  forward(x: Tensor) {
    const code = this.encoder.forward(x).tanh();
    return this.decoder.forward(code.detach()); // @blame
  }
}

manualSeed(16);
const [x, y] = curve();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.encoder.weight.clone();

for (let step = 0; step <= 300; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`encoder moved by ${model.encoder.weight.sub(before).abs().max().item()}`);
