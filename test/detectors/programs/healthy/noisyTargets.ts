// Healthy: half of what is to be learned is noise, so that the loss comes to rest well above 0.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(32);
const x = randn([256, 4]);
const y = x
  .sum(1, true)
  .mul(0.5)
  .add(randn([256, 1]).mul(0.5));
const model = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });

for (let step = 0; step <= 300; step++) {
  const loss = F.l1Loss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
