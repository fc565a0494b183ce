// Fault: the weight decay is so large that it shrinks all weights to 0.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(36);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, weightDecay: 2 }); // @blame

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
