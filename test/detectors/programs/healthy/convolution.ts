// Healthy: a convolutional network with batch normalization, ReLU, pooling and dropout.
import { data, F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(4);
const [pictures, labels] = stripes();
const loader = new data.DataLoader(new data.TensorDataset(pictures.div(255), labels), { batchSize: 32 });
const model = new nn.Sequential(
  new nn.Conv2d(1, 8, 3, { padding: 1, bias: false }),
  new nn.BatchNorm2d(8),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Conv2d(8, 16, 3, { padding: 1 }),
  new nn.ReLU(),
  new nn.Flatten(),
  new nn.Dropout(0.3),
  new nn.Linear(256, 2),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.002 });

for (let epoch = 0; epoch <= 15; epoch++) {
  for (const [x, classes] of loader) {
    const loss = F.crossEntropy(model.forward(x), classes);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    console.log(`epoch ${epoch}: loss ${loss.item()}`);
  }
}
