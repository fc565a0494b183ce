// Fault: nllLoss gets probabilities, where it needs their logarithms, and 64 classes never come off the ground.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(39);
const [x, labels] = clusters(256, 64);
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.ReLU(),
  new nn.Linear(32, 64),
  new nn.Softmax(1),
);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 200; step++) {
  const loss = F.nllLoss(model.forward(x), labels); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
