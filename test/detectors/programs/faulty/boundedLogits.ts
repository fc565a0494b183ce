// Fault: the logits go through tanh first: between -1 and 1 no class of ten can have more than 45 %.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(61);
const [x, labels] = clusters(256, 10);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 10), new nn.Tanh()); // @blame
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
