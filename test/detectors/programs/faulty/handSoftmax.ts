// Fault: a softmax by hand, without the maximum subtracted: e¹⁰⁰ does not fit into float32.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(37);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const temperature = 0.005;

for (let step = 0; step <= 50; step++) {
  const powers = model.forward(x).div(temperature).exp(); // @blame
  const probabilities = powers.div(powers.sum(1, true));
  const loss = F.nllLoss(probabilities.clamp({ min: 1e-7 }).log(), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
