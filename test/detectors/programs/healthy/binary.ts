// Healthy: two classes by logits, of which one is rare and weighs more.
import { F, manualSeed, nn, optim, randn, tensor } from 'backstep';

manualSeed(18);
const x = randn([256, 8]);
const target = x.narrow(1, 0, 2).sum(1, true).gt(1.8).to('float32'); // one in ten
const model = new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const posWeight = tensor([9], { dtype: 'float32' });

for (let step = 0; step <= 200; step++) {
  const loss = F.binaryCrossEntropyWithLogits(model.forward(x), target, { posWeight });
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
