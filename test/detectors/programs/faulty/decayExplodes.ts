// Fault: a weight decay of 25 at a learning rate of 0.1 turns each weight around, and makes it one and a half times as large.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(35);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, weightDecay: 25 }); // @blame

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
