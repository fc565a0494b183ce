// Training whose loss becomes NaN: a share becomes 0 after some steps, and its logarithm is taken.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(2);
const model = new nn.Linear(4, 3);
const optimizer = new optim.SGD(model.parameters(), { lr: 5 });
const x = randn([8, 4]);
const wanted = F.oneHot(x.argmax(1).remainder(3), 3).to('float32');

for (let step = 0; step < 10; step++) {
  const shares = model.forward(x).softmax(1);
  const cost = wanted.mul(shares.log()); // @bp cost
  const loss = cost.sum().neg();
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step(); // @bp update
}
