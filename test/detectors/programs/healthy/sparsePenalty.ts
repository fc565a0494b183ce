// Healthy: an L1 penalty drives most weights to almost 0, which is what it is for.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(64);
const x = randn([256, 20]);
const y = x
  .narrow(1, 0, 1)
  .mul(3)
  .sub(x.narrow(1, 5, 1).mul(2));
const model = new nn.Linear(20, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

for (let step = 0; step <= 200; step++) {
  const loss = F.mseLoss(model.forward(x), y).add(model.weight.abs().sum().mul(0.1));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
