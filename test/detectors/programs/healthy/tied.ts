// Healthy: the embedding is the head too: one parameter that is used twice.
import { F, manualSeed, nn, optim, type Tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  embedding = new nn.Embedding(10, 32);
  mix = new nn.Sequential(new nn.Linear(32, 64), new nn.GELU(), new nn.Linear(64, 32), new nn.LayerNorm(32));
  constructor() {
    super();
    nn.init.normal_(this.embedding.weight, 0, 0.1);
  }
  forward(symbols: Tensor) {
    return F.linear(this.mix.forward(this.embedding.forward(symbols)), this.embedding.weight);
  }
}

manualSeed(41);
const [symbols, next] = counting();
const model = new Net();
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(symbols).flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
