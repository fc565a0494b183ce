// Fault: a learning rate for SGD is given to Adam, whose steps are as long as the rate.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(5);
const loader = new data.DataLoader(new data.TensorDataset(...clusters()), { batchSize: 32, shuffle: true });
const model = new nn.Sequential(
  new nn.Linear(16, 64),
  new nn.ReLU(),
  new nn.Linear(64, 64),
  new nn.ReLU(),
  new nn.Linear(64, 4),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 1 }); // @blame

for (let epoch = 0; epoch <= 25; epoch++) {
  for (const [x, labels] of loader) {
    const loss = F.crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    console.log(`epoch ${epoch}: loss ${loss.item()}`);
  }
}
