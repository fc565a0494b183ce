// Healthy: counts by a Poisson regression; its loss may go below 0.
import { F, manualSeed, nn, optim, poisson, randn } from 'backstep';

manualSeed(61);
const x = randn([256, 4]);
const visitors = poisson(x.narrow(1, 0, 2).sum(1, true).mul(0.7).add(1).exp());
const model = new nn.Linear(4, 1);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });

for (let step = 0; step <= 150; step++) {
  const loss = F.poissonNllLoss(model.forward(x), visitors);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
