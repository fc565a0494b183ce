// Training that goes wrong: gradients pile up, and a logarithm is of less than 0.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(5);
const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2));
const optimizer = new optim.SGD(model.parameters(), { lr: 1e-3 });
const [x, y] = [randn([16, 4]), randn([16, 2])];

for (let step = 0; step < 4; step++) {
  const output = model.forward(x); // @bp forward
  const loss = F.mseLoss(output, y);
  loss.backward();
  optimizer.step();
}

const risk = model.forward(x).abs().neg().sub(1).log(); // @bp nan
console.log(risk.shape.join());
