// Fault: log of softmax in two steps: a probability that is rounded to 0 has the logarithm -∞.
import { manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(19);
const [x, labels] = clusters();
const centimetres = x.mul(100);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 50; step++) {
  const probabilities = model.forward(centimetres).mul(5).softmax(1);
  const right = probabilities.gather(1, labels.unsqueeze(1));
  const loss = right.log().mean().neg(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
