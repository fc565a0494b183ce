// Healthy: an encoder and a decoder, both GRUs, say a sequence backwards; the teacher tells the decoder what came before.
import { cat, F, full, manualSeed, nn, optim, type Tensor } from 'backstep';
import { counting } from '../data';

class Net extends nn.Module {
  symbols = new nn.Embedding(11, 16);
  encoder = new nn.GRU(16, 48, { batchFirst: true });
  decoder = new nn.GRU(16, 48, { batchFirst: true });
  head = new nn.Linear(48, 10);
  forward(source: Tensor, before: Tensor) {
    const [, thought] = this.encoder.forward(this.symbols.forward(source));
    return this.head.forward(this.decoder.forward(this.symbols.forward(before), thought)[0]);
  }
}

manualSeed(66);
const [source] = counting(32, 5);
const target = source.flip([1]);
const before = cat([full([32, 1], 10), target.narrow(1, 0, 4)], 1); // 10 says where it starts
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 60; step++) {
  const loss = F.crossEntropy(model.forward(source, before).flatten(0, 1), target.flatten());
  optimizer.zeroGrad();
  loss.backward();
  nn.utils.clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
