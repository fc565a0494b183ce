// Healthy: an autoencoder of pictures from 0 to 1; the sigmoid at its end may well reach both ends.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(23);
const x = stripes()[0].flatten(1).div(255);
const model = new nn.Sequential(
  new nn.Linear(64, 16),
  new nn.ReLU(),
  new nn.Linear(16, 64),
  new nn.Sigmoid(),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.mseLoss(model.forward(x), x);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
