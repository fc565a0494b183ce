// Healthy: the logarithm of counts, of which some are 0; what is below -3 is set to -3.
import { F, manualSeed, nn, optim, randint } from 'backstep';

manualSeed(39);
const counts = randint(0, 20, [256, 8])
  .mul(randint(0, 2, [256, 8]))
  .to('float32');
const x = counts.log().clamp({ min: -3 });
const target = counts.narrow(1, 0, 2).sum(1, true).gt(10).to('float32');
const model = new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.binaryCrossEntropyWithLogits(model.forward(x), target);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
