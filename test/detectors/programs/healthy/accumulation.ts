// Healthy: the gradients of four small batches are added up on purpose before each step.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(19);
const loader = new data.DataLoader(new data.TensorDataset(...clusters()), { batchSize: 16, shuffle: true });
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });

for (let epoch = 0; epoch <= 15; epoch++) {
  let total = 0;
  let batches = 0;
  for (const [x, labels] of loader) {
    const loss = F.crossEntropy(model.forward(x), labels).div(4);
    loss.backward();
    total += loss.item();
    if (++batches % 4 === 0) {
      optimizer.step();
      optimizer.zeroGrad();
    }
  }
  console.log(`epoch ${epoch}: loss ${(4 * total) / batches}`);
}
