// Fault: an autoencoder ends with a sigmoid, from 0 to 1, and its targets are grey values up to 255.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(68);
const pictures = stripes()[0].flatten(1);
const model = new nn.Sequential(
  new nn.Linear(64, 16),
  new nn.ReLU(),
  new nn.Linear(16, 64),
  new nn.Sigmoid(),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.mseLoss(model.forward(pictures.div(255)), pictures); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
