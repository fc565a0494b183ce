// Fault: the schedule, made for epochs, goes on with every batch: after fifty the learning rate is nothing.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(70);
const loader = new data.DataLoader(new data.TensorDataset(...clusters(512, 8)), {
  batchSize: 32,
  shuffle: true,
});
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 8));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.02 });
const schedule = new optim.lrScheduler.ExponentialLR(optimizer, 0.8);

for (let epoch = 0; epoch <= 15; epoch++) {
  let total = 0;
  for (const [x, labels] of loader) {
    const loss = F.crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    schedule.step(); // @blame
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${total / loader.length}`);
}
