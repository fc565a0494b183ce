// Fault: the scaled rows are written into a tensor of whole numbers, which cuts them off.
import { F, manualSeed, nn, optim, zeros } from 'backstep';
import { stripes } from '../data';

manualSeed(71);
const [pictures, labels] = stripes();
const x = zeros([128, 64], { dtype: 'int64' });
for (let row = 0; row < 128; row++) x.select(0, row).copy_(pictures.at(row).flatten().div(256)); // @blame
const model = new nn.Sequential(new nn.Linear(64, 16), new nn.Tanh(), new nn.Linear(16, 2));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 100; step++) {
  const loss = F.crossEntropy(model.forward(x.to('float32')), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
