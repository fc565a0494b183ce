// Fault: the weights start below 0 and the grey values are above it: every ReLU gives 0 from the start.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(80);
const [pictures, labels] = stripes();
const hidden = new nn.Linear(64, 32);
nn.init.uniform_(hidden.weight, -0.2, 0); // @blame
const model = new nn.Sequential(new nn.Flatten(), hidden, new nn.ReLU(), new nn.Linear(32, 2));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(pictures.div(255)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
