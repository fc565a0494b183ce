// A small convolutional network learns to read handwritten digits.
import { data, F, manualSeed, nn, noGrad, optim, type Tensor } from 'backstep';
import { digits } from '../digits/digits';

manualSeed(1);

class Net extends nn.Module {
  /** [N, 1, 28, 28] → [N, 16, 14, 14] → [N, 32, 7, 7] */
  features = new nn.Sequential(
    new nn.Conv2d(1, 16, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(16),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(16, 32, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(32),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
  );
  dropout = new nn.Dropout(0.4);
  head = new nn.Linear(32 * 7 * 7, 10);

  forward(images: Tensor) {
    const features = this.features.forward(images.reshape(-1, 1, 28, 28));
    return this.head.forward(this.dropout.forward(features.flatten(1)));
  }
}

const model = new Net();
const train = new data.DataLoader(digits('train'), { batchSize: 64, shuffle: true });
const test = new data.DataLoader(digits('test'), { batchSize: 500 });

const epochs = 5;
const optimizer = new optim.Adam(model.parameters());
const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.01, { epochs, stepsPerEpoch: train.length });

for (let epoch = 1; epoch <= epochs; epoch++) {
  model.train();
  let total = 0;
  for (const [images, labels] of train) {
    const loss = F.crossEntropy(model.forward(images), labels);
    optimizer.zeroGrad();
    loss.backward(); // ← put a breakpoint here, press F5
    optimizer.step();
    scheduler.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${(total / train.length).toFixed(3)}, test accuracy ${accuracy()} %`);
}

/** Percentage of the test digits that the model reads right. */
function accuracy() {
  model.eval();
  let right = 0;
  noGrad(() => {
    for (const [images, labels] of test) {
      right += model.forward(images).argmax(1).eq(labels).sum().item();
    }
  });
  return ((100 * right) / test.dataset.length).toFixed(1);
}
