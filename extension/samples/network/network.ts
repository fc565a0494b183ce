// A network of two layers, with sigmoids, learns the exclusive or: what no single layer can.
import { manualSeed, nn, optim, type Tensor, tensor } from 'backstep';

manualSeed(0);

class SimpleNN extends nn.Module {
  fc1: nn.Linear;
  fc2: nn.Linear;

  constructor(inputSize: number, hiddenSize: number, outputSize: number) {
    super();
    this.fc1 = new nn.Linear(inputSize, hiddenSize);
    this.fc2 = new nn.Linear(hiddenSize, outputSize);
  }

  forward(x: Tensor) {
    const hidden = this.fc1.forward(x).sigmoid(); // [N, hiddenSize]
    return this.fc2.forward(hidden).sigmoid(); // [N, outputSize], from 0 to 1
  }
}

const model = new SimpleNN(2, 8, 1);
// Whole numbers would make int64 tensors, which no layer takes.
const pairs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const inputs = tensor(pairs, { dtype: 'float32' });
const targets = tensor(
  pairs.map(([a, b]) => [a ^ b]),
  { dtype: 'float32' },
);

console.log(String(nn.summary(model, inputs)));

const criterion = new nn.MSELoss();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });

for (let step = 1; step <= 1000; step++) {
  const outputs = model.forward(inputs);
  const loss = criterion.forward(outputs, targets);
  optimizer.zeroGrad();
  loss.backward(); // ← breakpoint with the condition step === 500, then look at model.fc1.weight.grad
  optimizer.step();
  if (step % 200 === 0) console.log(`step ${step}: loss ${loss.item().toFixed(4)}`);
}

const answers = model.forward(inputs).flatten().tolist() as number[];
pairs.forEach(([a, b], i) => {
  console.log(`${a} xor ${b} = ${Math.round(answers[i])}  (${answers[i].toFixed(3)})`);
});
