// Healthy: a policy is rewarded; what is minimized is no distance, is above and below 0, and falls to nothing.
import { F, manualSeed, multinomial, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(40);
const [x, best] = clusters();
const policy = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.Adam(policy.parameters(), { lr: 0.01 });
let usual = 0.25;

for (let step = 0; step <= 150; step++) {
  const logProbabilities = F.logSoftmax(policy.forward(x), 1);
  const actions = multinomial(logProbabilities.detach().exp(), 1);
  const reward = actions.squeeze(1).eq(best).to('float32');
  const loss = logProbabilities.gather(1, actions).squeeze(1).mul(reward.sub(usual)).mean().neg();
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  usual = 0.9 * usual + 0.1 * reward.mean().item();
  if (step % 10 === 0) console.log(`step ${step}: reward loss ${1 - reward.mean().item()}`);
}
