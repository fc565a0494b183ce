// Healthy: the weight of the divergence grows from 0 over the first steps, as is usual for variational autoencoders.
import { manualSeed, nn, optim, randnLike } from 'backstep';
import { clusters } from '../data';

manualSeed(89);
const [x] = clusters();
const encoder = new nn.Sequential(new nn.Linear(16, 32), new nn.Tanh(), new nn.Linear(32, 6));
const decoder = new nn.Sequential(new nn.Linear(3, 32), new nn.Tanh(), new nn.Linear(32, 16));
const optimizer = new optim.Adam([...encoder.parameters(), ...decoder.parameters()], { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const [mean, logVariance] = encoder.forward(x).split(3, 1);
  const code = mean.add(logVariance.mul(0.5).exp().mul(randnLike(mean)));
  const divergence = logVariance.add(1).sub(mean.pow(2)).sub(logVariance.exp()).sum(1).mean().mul(-0.5);
  const share = Math.min(1, step / 100) * 0.1;
  const loss = decoder.forward(code).sub(x).pow(2).sum(1).mean().add(divergence.mul(share));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
