// Fault: eval() is never taken back by train(), so that the batch normalization passes on what it should normalize.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(34);
const [pictures, labels] = stripes();
const model = new nn.Sequential(
  new nn.BatchNorm2d(1),
  new nn.Conv2d(1, 8, 3),
  new nn.ReLU(),
  new nn.Flatten(),
  new nn.Linear(288, 2),
);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

model.eval(); // @blame
for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(pictures), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
