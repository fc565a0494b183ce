// A network of two layers learns to read handwritten digits.
import { data, F, manualSeed, nn, noGrad, optim, type Tensor } from 'backstep';
import { digits } from './digits';

manualSeed(1);

class Net extends nn.Module {
  fc1 = new nn.Linear(784, 128);
  fc2 = new nn.Linear(128, 10);

  forward(images: Tensor) {
    const hidden = this.fc1.forward(images).relu();
    return this.fc2.forward(hidden);
  }
}

const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });

const train = new data.DataLoader(digits('train'), { batchSize: 64, shuffle: true });
const test = new data.DataLoader(digits('test'), { batchSize: 500 });

for (let epoch = 1; epoch <= 5; epoch++) {
  let total = 0;
  for (const [images, labels] of train) {
    const logits = model.forward(images);
    const loss = F.crossEntropy(logits, labels);
    optimizer.zeroGrad();
    loss.backward(); // ← put a breakpoint here, press F5
    optimizer.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${(total / train.length).toFixed(3)}, test accuracy ${accuracy()} %`);
}

/** Percentage of the test digits that the model reads right. */
function accuracy() {
  let right = 0;
  noGrad(() => {
    for (const [images, labels] of test) {
      right += model.forward(images).argmax(1).eq(labels).sum().item();
    }
  });
  return ((100 * right) / test.dataset.length).toFixed(1);
}
