// Healthy: a line through points that lie on one: loss and gradients end at 0, but for rounding.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(34);
const x = randn([64, 3]);
const y = x
  .narrow(1, 0, 1)
  .mul(2)
  .sub(x.narrow(1, 2, 1))
  .add(0.5);
const model = new nn.Linear(3, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.2 });

for (let step = 0; step <= 400; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
