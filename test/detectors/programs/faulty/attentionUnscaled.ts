// Fault: the scores of the attention are not divided by the root of the width, and the softmax picks one place each.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  symbols = new nn.Embedding(10, 256);
  query = new nn.Linear(256, 256);
  key = new nn.Linear(256, 256);
  head = new nn.Linear(256, 10);
  constructor() {
    super();
    for (const layer of [this.query, this.key]) nn.init.xavierNormal_(layer.weight);
  }
  weights(x: Tensor) {
    return this.query.forward(x).matmul(this.key.forward(x).mT).softmax(-1); // @blame
  }
  forward(symbols: Tensor) {
    const x = this.symbols.forward(symbols);
    return this.head.forward(this.weights(x).matmul(x));
  }
}

manualSeed(38);
const [symbols, next] = counting(16, 9);
const model = new Net();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(symbols).flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
const largest = model.weights(model.symbols.forward(symbols)).amax(-1);
console.log(`saturated ${Math.round(100 * largest.gt(0.99).to('float32').mean().item())} %`);
