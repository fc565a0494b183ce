// Fault: an autoencoder's log variance is not held, and its exponential overflows: it starts from unscaled features.
import { manualSeed, nn, optim, randnLike, type Tensor } from 'backstep';
import { houses } from '../data';

class VAE extends nn.Module {
  encoder = new nn.Linear(3, 4);
  decoder = new nn.Linear(2, 3);
  forward(x: Tensor): [Tensor, Tensor, Tensor] {
    const [mean, logVariance] = this.encoder.forward(x).split(2, 1);
    const code = mean.add(logVariance.exp().sqrt().mul(randnLike(mean))); // @blame
    return [this.decoder.forward(code), mean, logVariance];
  }
}

manualSeed(53);
const [metres] = houses();
const x = metres.mul(10);
const model = new VAE();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });

for (let step = 0; step <= 50; step++) {
  const [decoded, mean, logVariance] = model.forward(x);
  const divergence = logVariance.add(1).sub(mean.pow(2)).sub(logVariance.exp()).sum(1).mean().mul(-0.5);
  const loss = decoded.sub(x).pow(2).sum(1).mean().add(divergence);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
