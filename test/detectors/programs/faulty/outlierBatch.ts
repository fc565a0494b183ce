// Fault: one batch of the data is broken: a sensor gave numbers ten thousand times as large, with no meaning.
import { F, manualSeed, nn, optim, randn } from 'backstep';
import { clusters } from '../data';

manualSeed(41);
const [x, labels] = clusters(2048);
x.narrow(0, 1280, 32).copy_(randn([32, 16]).mul(1e4)); // @blame
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step < 64; step++) {
  const [rows, classes] = [x.narrow(0, step * 32, 32), labels.narrow(0, step * 32, 32)];
  const loss = F.crossEntropy(model.forward(rows), classes);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  console.log(`step ${step}: loss ${loss.item()}`);
}
