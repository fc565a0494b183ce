// Healthy: batches of one row: what a unit gives for it says little about the unit.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(86);
const [x, labels] = clusters(400);
const model = new nn.Sequential(new nn.Linear(16, 48), new nn.ReLU(), new nn.Linear(48, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.02 });
let total = 0;

for (let row = 0; row < 400; row++) {
  const loss = F.crossEntropy(model.forward(x.narrow(0, row, 1)), labels.narrow(0, row, 1));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  total += loss.item();
  if (row % 50 === 49) {
    console.log(`row ${row}: loss ${total / 50}`);
    total = 0;
  }
}
