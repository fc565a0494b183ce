// Healthy: a student learns the log-probabilities of a teacher that is not trained.
import { F, manualSeed, nn, noGrad, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(16);
const [x] = clusters();
const teacher = new nn.Sequential(new nn.Linear(16, 64), new nn.Tanh(), new nn.Linear(64, 4));
const student = new nn.Sequential(new nn.Linear(16, 16), new nn.ReLU(), new nn.Linear(16, 4));
const optimizer = new optim.Adam(student.parameters(), { lr: 0.01 });

for (let step = 0; step <= 150; step++) {
  const wanted = noGrad(() => F.logSoftmax(teacher.forward(x).mul(5), 1));
  const given = F.logSoftmax(student.forward(x), 1);
  const loss = F.klDiv(given, wanted, { reduction: 'batchmean', logTarget: true });
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
