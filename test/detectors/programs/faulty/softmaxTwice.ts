// Fault: the model ends with a softmax, and the cross entropy applies another one.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(2);
const [x, labels] = clusters(256, 8);
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.ReLU(),
  new nn.Linear(32, 8),
  new nn.Softmax(1), // @blame
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 300; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
