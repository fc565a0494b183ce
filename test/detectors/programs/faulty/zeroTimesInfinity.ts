// Fault: padding is masked by multiplying with 0, after the logarithm of its probability 0 was taken.
import { manualSeed, nn, optim, where, zerosLike } from 'backstep';
import { counting } from '../data';

manualSeed(22);
const [symbols, next] = counting();
const model = new nn.Sequential(new nn.Embedding(10, 16), new nn.Linear(16, 10));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const mask = symbols.ne(0); // 0 is padding

for (let step = 0; step <= 50; step++) {
  const right = model.forward(symbols).softmax(-1).gather(2, next.unsqueeze(2)).squeeze(2);
  const probability = where(mask, right, zerosLike(right));
  const loss = probability.log().mul(mask.to('float32')).mean().neg(); // @blame
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
