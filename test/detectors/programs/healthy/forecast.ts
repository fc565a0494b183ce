// Healthy: the next value of a wave, in float64, with AdaGrad.
import { F, linspace, manualSeed, nn, optim, rand } from 'backstep';

manualSeed(84);
const time = linspace(0, 8, 33, { dtype: 'float64' }).unsqueeze(0);
const wave = time
  .add(rand([32, 1], { dtype: 'float64' }).mul(6))
  .sin()
  .unsqueeze(2); // [32, 33, 1]
const gru = new nn.GRU(1, 16, { batchFirst: true, dtype: 'float64' });
const head = new nn.Linear(16, 1, { dtype: 'float64' });
const optimizer = new optim.Adagrad([...gru.parameters(), ...head.parameters()], { lr: 0.05 });

for (let step = 0; step <= 40; step++) {
  const [states] = gru.forward(wave.narrow(1, 0, 32));
  const loss = F.mseLoss(head.forward(states), wave.narrow(1, 1, 32));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
