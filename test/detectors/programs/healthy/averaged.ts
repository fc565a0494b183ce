// Healthy: beside the model that is trained goes the average of its weights, which no optimizer holds.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(60);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const average = new optim.swaUtils.AveragedModel(model);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });

for (let step = 0; step <= 120; step++) {
  const loss = F.crossEntropy(model.forward(x), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step > 60) average.updateParameters(model);
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
