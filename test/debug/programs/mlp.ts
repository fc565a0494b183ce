// A two-layer network, two steps of training.
import { F, manualSeed, nn, optim, randn, type Tensor, tensor } from 'backstep';

manualSeed(0);

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 3);
  fc2 = new nn.Linear(3, 2);

  forward(x: Tensor): Tensor {
    const hidden = this.fc1.forward(x).relu(); // @bp hidden
    return this.fc2.forward(hidden); // @bp fc2
  }
}

const model = new Net();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
const labels = tensor([0, 1, 1, 0, 1]);

for (let step = 0; step < 2; step++) {
  const images = randn([5, 4]);
  const logits = model.forward(images); // @bp forward
  const loss = F.crossEntropy(logits, labels); // @bp loss
  optimizer.zeroGrad(); // @bp zeroGrad
  loss.backward(); // @bp backward
  optimizer.step(); // @bp step
  console.log('loss', loss.item()); // @bp log
}
