// Healthy: batches of four rows make the loss jump about, and it falls all the same.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(25);
const loader = new data.DataLoader(new data.TensorDataset(...clusters(512)), { batchSize: 4, shuffle: true });
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.03 });

for (let epoch = 0; epoch <= 3; epoch++) {
  let total = 0;
  for (const [x, labels] of loader) {
    const loss = F.crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${total / loader.length}`);
}
