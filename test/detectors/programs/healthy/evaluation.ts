// Healthy: after each epoch the model is evaluated without gradients; scores are counted as whole numbers.
import { F, manualSeed, nn, noGrad, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(30);
const [x, labels] = clusters(512);
const [rows, classes] = [x.narrow(0, 0, 384), labels.narrow(0, 0, 384)];
const [held, answers] = [x.narrow(0, 384, 128), labels.narrow(0, 384, 128)];
const model = new nn.Sequential(
  new nn.Linear(16, 32),
  new nn.BatchNorm1d(32),
  new nn.ReLU(),
  new nn.Dropout(0.5),
  new nn.Linear(32, 4),
);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.005 });

for (let step = 0; step <= 120; step++) {
  model.train();
  const loss = F.crossEntropy(model.forward(rows), classes);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 > 0) continue;
  model.eval();
  const percent = noGrad(() =>
    model.forward(held).argmax(1).eq(answers).to('float32').mean().mul(100).to('int64'),
  );
  console.log(`step ${step}: loss ${loss.item()}, ${percent.item()} % right`);
}
