// Fault: the embedding goes through an array of numbers, and what comes out of it has no past.
import { F, manualSeed, nn, optim, type Tensor, tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  embedding = new nn.Embedding(10, 8);
  head = new nn.Linear(8, 10);
  forward(symbols: Tensor) {
    const rows = this.embedding.forward(symbols).tolist() as number[][][];
    const normalized = tensor(rows.map((row) => row.map((vector) => vector.map((v) => v / 3)))); // @blame
    return this.head.forward(normalized);
  }
}

manualSeed(17);
const [symbols, next] = counting();
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const before = model.embedding.weight.clone();

for (let step = 0; step <= 100; step++) {
  const logits = model.forward(symbols);
  const loss = F.crossEntropy(logits.flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`embedding moved by ${model.embedding.weight.sub(before).abs().max().item()}`);
