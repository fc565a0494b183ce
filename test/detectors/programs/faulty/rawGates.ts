// Fault: grey values from 0 to 255 go into a GRU row by row: its gates are wide open or shut, and stay so.
import { F, manualSeed, nn, optim } from 'backstep';
import { stripes } from '../data';

manualSeed(85);
const [pictures, labels] = stripes();
const rows = pictures.squeeze(1).add(2000); // [128, 8, 8], with the offset of the sensor
const gru = new nn.GRU(8, 16, { batchFirst: true });
const head = new nn.Linear(16, 2);
const optimizer = new optim.SGD([...gru.parameters(), ...head.parameters()], { lr: 0.05 });

for (let step = 0; step <= 60; step++) {
  const [, hidden] = gru.forward(rows); // @blame
  const loss = F.crossEntropy(head.forward(hidden.squeeze(0)), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 5 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
