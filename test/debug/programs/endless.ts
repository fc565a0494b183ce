// Trains for as long as it is let.
import { F, manualSeed, nn, optim, randn, tensor } from 'backstep';

manualSeed(0);

const model = new nn.Linear(4, 2);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
const labels = tensor([0, 1, 1, 0, 1]);
const state = { enough: false };

for (let step = 0; !state.enough; step++) {
  const loss = F.crossEntropy(model.forward(randn([5, 4])), labels); // @bp loss
  optimizer.zeroGrad();
  loss.backward(); // @bp backward
  optimizer.step(); // @bp step
}
console.log('enough');
