// Fault: Adam's eps is 1000, so that all its steps are a thousand times too short, and more.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(60);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.GELU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.001, eps: 1e3 }); // @blame

for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
