// Fault: a batch is normalized by hand, and the last one has one row, whose standard deviation is 0/0.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(43);
const loader = new data.DataLoader(new data.TensorDataset(...clusters(129)), { batchSize: 32 });
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let epoch = 0; epoch < 5; epoch++) {
  for (const [x, labels] of loader) {
    const normalized = x.sub(x.mean(0)).div(x.std(0).add(1e-5)); // @blame
    const loss = F.crossEntropy(model.forward(normalized), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    console.log(`epoch ${epoch}: loss ${loss.item()}`);
  }
}
