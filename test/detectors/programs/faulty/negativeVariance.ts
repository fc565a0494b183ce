// Fault: the variance that the model predicts may become negative, and the logarithm of that is NaN.
import { manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(46);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 2));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const [mean, variance] = model.forward(x).split(1, 1);
  const loss = variance.log().add(y.sub(mean).pow(2).div(variance)).mean(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
