// Healthy: a variational autoencoder, whose log variance stays near 0.
import { manualSeed, nn, optim, randnLike, type Tensor } from 'backstep';
import { clusters } from '../data';

class VAE extends nn.Module {
  encoder = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 8));
  decoder = new nn.Sequential(new nn.Linear(4, 32), new nn.ReLU(), new nn.Linear(32, 16));
  forward(x: Tensor): [Tensor, Tensor, Tensor] {
    const [mean, logVariance] = this.encoder.forward(x).split(4, 1);
    const code = mean.add(logVariance.mul(0.5).exp().mul(randnLike(mean)));
    return [this.decoder.forward(code), mean, logVariance];
  }
}

manualSeed(24);
const [x] = clusters();
const model = new VAE();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 150; step++) {
  const [decoded, mean, logVariance] = model.forward(x);
  const divergence = logVariance.add(1).sub(mean.pow(2)).sub(logVariance.exp()).sum(1).mean().mul(-0.5);
  const loss = decoded.sub(x).pow(2).sum(1).mean().add(divergence.mul(0.1));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 25 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
