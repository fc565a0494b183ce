// The whole of a training loop: a dataset, batches of it, a loss, an optimizer, and a look at what was learned.
import { data, manualSeed, nn, noGrad, optim, randn, type Tensor } from 'backstep';

manualSeed(42);

// 1000 rows of 10 random features; the label says whether their sum is positive.
const features = randn([1000, 10]);
const labels = features.sum(1, true).gt(0).to('float32'); // [1000, 1]

const dataset = new data.TensorDataset(features, labels);
const loader = new data.DataLoader(dataset, { batchSize: 32, shuffle: true });

class SimpleNN extends nn.Module {
  fc1 = new nn.Linear(10, 16);
  fc2 = new nn.Linear(16, 1);

  forward(x: Tensor) {
    const hidden = this.fc1.forward(x).relu();
    return this.fc2.forward(hidden).sigmoid(); // a probability: BCELoss asks for one
  }
}

const model = new SimpleNN();
const criterion = new nn.BCELoss();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let epoch = 1; epoch <= 10; epoch++) {
  let total = 0;
  for (const [x, y] of loader) {
    const predictions = model.forward(x); // [32, 1]
    const loss = criterion.forward(predictions, y);
    optimizer.zeroGrad(); // leave it out, and the gradients of all batches add up
    loss.backward(); // ← put a breakpoint here, press F5
    optimizer.step(); // Step Into: one op for each parameter
    total += loss.item();
  }
  console.log(`epoch ${epoch}: loss ${(total / loader.length).toFixed(4)}`);
}

// Nothing is learned from here on, so nothing needs to be recorded.
noGrad(() => {
  const right = model.forward(features).gt(0.5).eq(labels.gt(0.5)).sum().item();
  console.log(`accuracy ${((100 * right) / features.shape[0]).toFixed(1)} %`);
});
