// Fault: the distance of a point to itself is the root of 0, whose slope is infinite: the gradient becomes NaN.
import { manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(20);
const [x, labels] = clusters(64);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.Tanh(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const same = labels.unsqueeze(0).eq(labels.unsqueeze(1)).to('float32');

for (let step = 0; step <= 50; step++) {
  const code = model.forward(x); // [64, 4]
  const apart = code.unsqueeze(0).sub(code.unsqueeze(1)); // [64, 64, 4]
  const distance = apart.pow(2).sum(2).sqrt(); // @blame
  const loss = distance
    .mul(same)
    .mean()
    .sub(distance.clamp({ max: 2 }).mul(same.neg().add(1)).mean())
    .add(2);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
