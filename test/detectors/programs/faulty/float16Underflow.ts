// Fault: the loss is made small before it goes through float16, where its gradients become 0.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(24);
const [x, labels] = clusters();
const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

for (let step = 0; step <= 200; step++) {
  const logits = model.forward(x).to('float16'); // @blame
  const loss = F.crossEntropy(logits, labels).mul(1e-6);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item() * 1e6}`);
}
