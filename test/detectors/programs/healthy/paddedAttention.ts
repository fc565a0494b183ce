// Healthy: attention over sequences of different lengths, whose padding is masked with maskedFill(-∞).
import { arange, F, manualSeed, nn, optim, randint, type Tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  symbols = new nn.Embedding(11, 32, { paddingIdx: 10 });
  query = new nn.Linear(32, 32);
  key = new nn.Linear(32, 32);
  head = new nn.Linear(32, 10);
  forward(symbols: Tensor, padding: Tensor) {
    const x = this.symbols.forward(symbols);
    const scores = this.query.forward(x).matmul(this.key.forward(x).mT).div(Math.sqrt(32));
    const weights = scores.maskedFill(padding.unsqueeze(1), -Infinity).softmax(-1);
    return this.head.forward(weights.matmul(x).add(x));
  }
}

manualSeed(8);
const [symbols, next] = counting();
const lengths = randint(5, 13, [32, 1]);
const padding = arange(12).unsqueeze(0).ge(lengths); // [32, 12]
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 100; step++) {
  const logits = model.forward(symbols.maskedFill(padding, 10), padding);
  const loss = F.crossEntropy(logits.flatten(0, 1), next.maskedFill(padding, -100).flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
