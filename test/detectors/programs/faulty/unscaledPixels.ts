// Fault: grey values from 0 to 255 go into tanh units, which they drive to -1 and 1.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(12);
const [pictures, labels] = stripes();
const hidden = new nn.Sequential(new nn.Flatten(), new nn.Linear(64, 32), new nn.Tanh()); // @blame
const head = new nn.Linear(32, 2);
const optimizer = new optim.SGD([...hidden.parameters(), ...head.parameters()], { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const code = hidden.forward(pictures);
  const loss = F.crossEntropy(head.forward(code), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
const saturated = hidden.forward(pictures).abs().gt(0.99).to('float32').mean().item();
console.log(`saturated ${Math.round(100 * saturated)} %`);
