// Fault: a Poisson rate is e to the power of unscaled features, which is more than float32 holds.
import { F, manualSeed, nn, optim } from 'backstep';
import { houses } from '../data';

manualSeed(64);
const [x] = houses();
const visitors = x.narrow(1, 1, 1).mul(3);
const model = new nn.Linear(3, 1);
nn.init.constant_(model.weight, 0.6);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.001 });

for (let step = 0; step <= 20; step++) {
  const rate = model.forward(x).exp(); // @blame
  const loss = F.poissonNllLoss(rate, visitors, { logInput: false });
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  console.log(`step ${step}: loss ${loss.item()}`);
}
