// Fault: the rows are shuffled, and their labels are not.
import { data, F, manualSeed, nn, optim, randperm } from 'backstep';
import { clusters } from '../data';

manualSeed(31);
const [x, labels] = clusters(2048);
const shuffled = x.indexSelect(0, randperm(2048)); // @blame
const loader = new data.DataLoader(new data.TensorDataset(shuffled, labels), { batchSize: 128 });
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });

for (let epoch = 0; epoch <= 15; epoch++) {
  let total = 0;
  for (const [rows, classes] of loader) {
    const loss = F.crossEntropy(model.forward(rows), classes);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${total / loader.length}`);
}
