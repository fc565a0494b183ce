// Fault: the squared error is computed in float16, which ends at 65504.
import { manualSeed, nn, optim } from 'backstep';
import { houses } from '../data';

manualSeed(23);
const [x, price] = houses();
const scaled = x.sub(x.mean(0)).div(x.std(0));
const model = new nn.Sequential(new nn.Linear(3, 16), new nn.ReLU(), new nn.Linear(16, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 50; step++) {
  const difference = model.forward(scaled).sub(price).to('float16');
  const loss = difference.mul(difference).mean(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
