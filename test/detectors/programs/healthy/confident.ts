// Healthy: a sigmoid at the end of a classifier that is trained until it is sure of nearly everything.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(82);
const [x, labels] = clusters(256, 2);
const target = labels.to('float32').unsqueeze(1);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 1), new nn.Sigmoid());
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const loss = F.binaryCrossEntropy(model.forward(x), target);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
