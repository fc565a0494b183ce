// Healthy: each batch goes to the expert of its kind, so that the others have no gradient in that step.
import { F, manualSeed, nn, optim, randn } from 'backstep';

manualSeed(35);
const experts = Array.from({ length: 6 }, () => new nn.Linear(8, 1));
const body = new nn.Linear(8, 8);
const parameters = [body, ...experts].flatMap((module) => module.parameters());
const optimizer = new optim.Adam(parameters, { lr: 0.01 });
const wanted = randn([6, 8]);

for (let step = 0; step <= 300; step++) {
  const kind = Math.floor(step / 3) % 6; // three batches of a kind follow each other
  const x = randn([32, 8]);
  const y = x.matmul(wanted.at(kind)).unsqueeze(1);
  const loss = F.mseLoss(experts[kind].forward(body.forward(x)), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.item()}`);
}
