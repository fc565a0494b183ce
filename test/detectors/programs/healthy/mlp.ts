// Healthy: a classifier of two layers, in batches.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(1);
const loader = new data.DataLoader(new data.TensorDataset(...clusters()), { batchSize: 32, shuffle: true });
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });

for (let epoch = 0; epoch <= 30; epoch++) {
  let total = 0;
  for (const [x, labels] of loader) {
    const loss = F.crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    total += loss.item();
  }
  if (epoch % 5 === 0) console.log(`epoch ${epoch}: loss ${total / loader.length}`);
}
