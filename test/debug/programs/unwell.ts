// Training that goes wrong in three ways: gradients pile up, they are large, and a logarithm is of less than 0.
import { F, manualSeed, nn, optim, randn, type Tensor } from 'backstep';

manualSeed(5);

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 8);
  fc2 = new nn.Linear(8, 2);

  forward(x: Tensor): Tensor {
    const hidden = this.fc1.forward(x).relu(); // @bp hidden
    return this.fc2.forward(hidden); // @bp output
  }
}

const model = new Net();
const optimizer = new optim.SGD(model.parameters(), { lr: 1e-3 });
const x = randn([16, 4]);
const y = randn([16, 2]);

for (let step = 0; step < 4; step++) {
  const loss = F.mseLoss(model.forward(x), y); // @bp loss
  loss.backward();
  optimizer.step(); // @bp step
}

const risk = model.forward(x).abs().neg().sub(1).log(); // @bp nan
console.log(risk.shape.join());
