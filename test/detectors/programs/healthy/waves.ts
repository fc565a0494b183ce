// Healthy: a one-dimensional convolution with group normalization tells slow waves from fast ones.
import { F, linspace, manualSeed, nn, optim, rand, randint, randn } from 'backstep';

manualSeed(68);
const labels = randint(0, 2, [64]);
const speed = labels.to('float32').mul(6).add(4).unsqueeze(1);
const x = linspace(0, 6, 64)
  .unsqueeze(0)
  .mul(speed)
  .add(rand([64, 1]).mul(6))
  .sin()
  .add(randn([64, 64]).mul(0.1));
const model = new nn.Sequential(
  new nn.Conv1d(1, 8, 7, { stride: 2 }),
  new nn.GroupNorm(2, 8),
  new nn.LeakyReLU(0.1),
  new nn.Conv1d(8, 8, 5, { stride: 2 }),
  new nn.Tanh(),
  new nn.AdaptiveAvgPool1d(4),
  new nn.Flatten(),
  new nn.Linear(32, 2),
);
const optimizer = new optim.NAdam(model.parameters(), { lr: 0.01 });

for (let step = 0; step <= 80; step++) {
  const loss = F.crossEntropy(model.forward(x.unsqueeze(1)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
