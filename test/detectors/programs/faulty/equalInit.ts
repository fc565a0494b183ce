// Fault: all weights start equal, so that all units of a layer compute, and learn, the same.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(8);
const [x, labels] = clusters(256, 8);
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.Tanh(), new nn.Linear(32, 8));
for (const parameter of model.parameters()) nn.init.constant_(parameter, 0.1); // @blame
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
const [first, second] = model.parameters()[0].unbind(0);
console.log(`units differ by ${first.sub(second).abs().max().item()}`);
