// Healthy: a transformer by hand, with layer normalization and -∞ where a place must not look ahead.
import { arange, F, full, manualSeed, nn, optim, type Tensor } from 'backstep';
import { counting } from '../data';

class Block extends nn.Module {
  norm = new nn.LayerNorm(32);
  qkv = new nn.Linear(32, 96);
  out = new nn.Linear(32, 32);
  mlp = new nn.Sequential(new nn.LayerNorm(32), new nn.Linear(32, 64), new nn.GELU(), new nn.Linear(64, 32));
  forward(x: Tensor) {
    const [q, k, v] = this.qkv.forward(this.norm.forward(x)).chunk(3, -1);
    const future = full([x.shape[1], x.shape[1]], -Infinity).triu(1);
    const weights = q.matmul(k.mT).div(Math.sqrt(32)).add(future).softmax(-1);
    const seen = x.add(this.out.forward(weights.matmul(v)));
    return seen.add(this.mlp.forward(seen));
  }
}

class Net extends nn.Module {
  symbols = new nn.Embedding(10, 32);
  places = new nn.Embedding(12, 32);
  blocks = new nn.Sequential(new Block(), new Block());
  head = new nn.Linear(32, 10);
  forward(symbols: Tensor) {
    const x = this.symbols.forward(symbols).add(this.places.forward(arange(symbols.shape[1])));
    return this.head.forward(this.blocks.forward(x));
  }
}

manualSeed(7);
const [symbols, next] = counting();
const model = new Net();
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.003 });

for (let step = 0; step <= 50; step++) {
  const loss = F.crossEntropy(model.forward(symbols).flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
