// Healthy: an embedding whose padding row stays zero, and whose rare rows seldom get a gradient.
import { F, manualSeed, nn, optim, randint, where, zerosLike } from 'backstep';

manualSeed(10);
const words = randint(1, 200, [128, 8]);
const text = where(randint(0, 4, [128, 8]).eq(0), zerosLike(words), words); // 0 is padding
const labels = text.lt(60).to('float32').mean(1).gt(0.5).to('int64');
const embedding = new nn.Embedding(500, 16, { paddingIdx: 0 });
const head = new nn.Linear(16, 2);
const optimizer = new optim.Adam([...embedding.parameters(), ...head.parameters()], { lr: 0.01 });

for (let step = 0; step <= 100; step++) {
  const rows = randint(0, 128, [32]);
  const logits = head.forward(embedding.forward(text.indexSelect(0, rows)).mean(1));
  const loss = F.crossEntropy(logits, labels.indexSelect(0, rows));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
