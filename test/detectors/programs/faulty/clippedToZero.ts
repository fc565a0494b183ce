// Fault: every element of the gradients is clipped to ±0: the option was read from a file that did not have it.
import { F, manualSeed, nn, optim } from 'backstep';
import { curve } from '../data';

manualSeed(82);
const [x, y] = curve();
const model = new nn.Sequential(new nn.Linear(1, 16), new nn.Tanh(), new nn.Linear(16, 1));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
const clip = Number(JSON.parse('{"clip": null}').clip);

for (let step = 0; step <= 100; step++) {
  const loss = F.mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  nn.utils.clipGradValue_(model.parameters(), clip); // @blame
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
