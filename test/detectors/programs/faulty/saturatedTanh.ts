// Fault: weights from a normal distribution of deviation 2, for 64 inputs each, saturate every tanh.
import { F, manualSeed, nn, optim } from 'backstep';
import { clusters } from '../data';

manualSeed(25);
const [x, labels] = clusters(256, 4, 64);
const layer = () => {
  const linear = new nn.Linear(64, 64);
  nn.init.normal_(linear.weight, 0, 2); // @blame
  return [linear, new nn.Tanh()];
};
const body = new nn.Sequential(...layer(), ...layer(), ...layer());
const head = new nn.Linear(64, 4);
const optimizer = new optim.SGD([...body.parameters(), ...head.parameters()], { lr: 0.003 });

for (let step = 0; step <= 150; step++) {
  const loss = F.crossEntropy(head.forward(body.forward(x)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
console.log(`saturated ${Math.round(100 * body.forward(x).abs().gt(0.99).to('float32').mean().item())} %`);
