// Healthy: an LSTM counts; its gates are sigmoids, and some of them close, as they should.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  embedding = new nn.Embedding(10, 16);
  lstm = new nn.LSTM(16, 32, { batchFirst: true });
  head = new nn.Linear(32, 10);
  forward(symbols: Tensor) {
    return this.head.forward(this.lstm.forward(this.embedding.forward(symbols))[0]);
  }
}

manualSeed(6);
const [symbols, next] = counting();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(symbols).flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
