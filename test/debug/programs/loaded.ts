// A model that learns from what the workers of a loader draw; nobody seeds anything.
import { data, F, nn, optim } from 'backstep';
import { Noise } from './noise';

const model = new nn.Linear(3, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
const loader = new data.DataLoader(new Noise(8), { batchSize: 2, shuffle: true, numWorkers: 2 });

let step = 0;
for (let epoch = 0; epoch < 2; epoch++) {
  for (const [inputs, targets] of loader) {
    const loss = F.mseLoss(model.forward(inputs), targets); // @bp loss
    optimizer.zeroGrad();
    loss.backward(); // @bp backward
    optimizer.step();
    step++;
  }
}
console.log('steps', step); // @bp end
