// Fault: one step with a far too large learning rate, and the ReLUs of the convolutions never come back.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(63);
const [pictures, labels] = stripes();
const model = new nn.Sequential(
  new nn.Conv2d(1, 8, 3),
  new nn.ReLU(),
  new nn.Conv2d(8, 8, 3),
  new nn.ReLU(),
  new nn.Flatten(),
  new nn.Linear(128, 2),
);
const optimizer = new optim.SGD(model.parameters(), { lr: 30 }); // @blame

for (let step = 0; step <= 80; step++) {
  const loss = F.crossEntropy(model.forward(pictures.div(255)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
