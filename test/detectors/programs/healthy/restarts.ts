// Healthy: a schedule with warm restarts: the loss rises a little each time that the rate jumps back up.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(31);
const [x, labels] = clusters(512, 8);
const loader = new data.DataLoader(new data.TensorDataset(x.add(0), labels), {
  batchSize: 64,
  shuffle: true,
});
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ELU(), new nn.Linear(32, 8));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.2, momentum: 0.9, nesterov: true });
const schedule = new optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer, 50);

for (let epoch = 0; epoch <= 25; epoch++) {
  let total = 0;
  for (const [rows, classes] of loader) {
    const loss = F.crossEntropy(model.forward(rows), classes);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    schedule.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${total / loader.length}`);
}
