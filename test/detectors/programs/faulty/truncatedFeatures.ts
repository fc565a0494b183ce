// Fault: features between 0 and 1 are made whole numbers, and are all 0 then.
import { F, manualSeed, nn, optim, rand } from 'backstep';

manualSeed(33);
const features = rand([256, 8]);
const target = features.sum(1, true).gt(4).to('float32');
const x = features.to('int64').to('float32'); // @blame
const model = new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.binaryCrossEntropyWithLogits(model.forward(x), target);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
