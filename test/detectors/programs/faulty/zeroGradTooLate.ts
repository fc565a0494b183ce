// Fault: zeroGrad() stands between backward() and step(): the gradients are gone before they are used.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(56);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  loss.backward();
  optimizer.zeroGrad(); // @blame
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
