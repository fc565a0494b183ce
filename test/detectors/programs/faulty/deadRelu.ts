// Fault: the biases start at -10, and no input ever lifts a ReLU above 0.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(29);
const [x, labels] = clusters();
const hidden = new nn.Linear(16, 32);
nn.init.constant_(hidden.bias!, -10); // @blame
const model = new nn.Sequential(hidden, new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
