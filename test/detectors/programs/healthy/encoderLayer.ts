// Healthy: PyTorch's own encoder layer, post-norm with dropout, and a padding mask.
import { arange, F, manualSeed, nn, optim, randint } from 'backstep';
import { remembered } from '../data';

manualSeed(9);
const [x, labels] = remembered(64, 10);
const padding = arange(10)
  .unsqueeze(0)
  .ge(randint(4, 11, [64, 1]));
const project = new nn.Linear(4, 32);
const layer = new nn.TransformerEncoderLayer(32, 4, { dimFeedforward: 64, dropout: 0.1, batchFirst: true });
const head = new nn.Linear(32, 2);
const parameters = [project, layer, head].flatMap((module) => module.parameters());
const optimizer = new optim.AdamW(parameters, { lr: 0.001 });

for (let step = 0; step <= 60; step++) {
  const seen = layer.forward(project.forward(x), { srcKeyPaddingMask: padding });
  const loss = F.crossEntropy(head.forward(seen.select(1, 0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
