// Learns y = 2 x + 1 from four points: small, so that a scenario knows every number.
import { F, nn, optim, tensor } from 'backstep';

const x = tensor([[0], [1], [2], [3]], { dtype: 'float32' });
const y = tensor([[1], [3], [5], [7]], { dtype: 'float32' });

const model = new nn.Linear(1, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });

for (let step = 0; step < 200; step++) {
  const predicted = model.forward(x);
  const loss = F.mseLoss(predicted, y);
  optimizer.zeroGrad();
  loss.backward(); // @bp backward
  optimizer.step();
  if (step % 100 === 99) console.log(`step ${step + 1}: loss ${loss.item().toFixed(4)}`); // @bp log
}
console.log('learned');
// Stays a moment, so that a person sees it run.
await new Promise((resolve) => setTimeout(resolve, 1500));
