// Healthy: L-BFGS computes loss and gradients several times in each step.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(38);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 16), new nn.Tanh(), new nn.Linear(16, 1));
const optimizer = new optim.LBFGS(model.parameters(), { lr: 0.5 });

for (let step = 0; step <= 15; step++) {
  const loss = optimizer.step(() => {
    optimizer.zeroGrad();
    const loss = F.mseLoss(model.forward(x), y);
    loss.backward();
    return loss;
  });
  console.log(`step ${step}: loss ${loss!.item()}`);
}
