// Healthy: a choice is drawn by noise and a cold softmax (Gumbel softmax): nearly all goes to one, on purpose.
import { F, manualSeed, nn, optim, rand } from 'backstep';
import { clusters } from '../data';

manualSeed(88);
const [x] = clusters();
const encoder = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 8));
const decoder = new nn.Linear(8, 16);
const optimizer = new optim.Adam([...encoder.parameters(), ...decoder.parameters()], { lr: 0.01 });

for (let step = 0; step <= 200; step++) {
  const noise = rand([256, 8]).clamp({ min: 1e-6 }).log().neg().log().neg();
  const choice = encoder.forward(x).add(noise).div(0.3).softmax(1);
  const loss = F.mseLoss(decoder.forward(choice), x);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
