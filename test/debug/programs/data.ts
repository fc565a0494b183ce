// What data breakpoints watch: parameters, gradients, the state of Adam, and a tensor without a name.
import { F, manualSeed, nn, noGrad, optim, randn, type Tensor, tensor, zeros } from 'backstep';

manualSeed(0);

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 3);
  fc2 = new nn.Linear(3, 2);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(x).relu()); // @bp fc2
  }
}

const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
const labels = tensor([0, 1, 1, 0, 1]);
const running = zeros([2, 2]); // averages of something
const scratch = zeros([2]);

for (let step = 0; step < 3; step++) {
  const loss = F.crossEntropy(model.forward(randn([5, 4])), labels); // @bp forward
  optimizer.zeroGrad(); // @bp zeroGrad
  loss.backward(); // @bp backward
  optimizer.step(); // @bp step
  noGrad(() => {
    running.at(0).add_(step); // @bp view
    running.at(1).mul_(2); // @bp other
  });
}

running.fill_(Number.NaN); // @bp nan
scratch.dispose(); // @bp dispose
const last = zeros([1]); // @bp last
console.log(last.item());
