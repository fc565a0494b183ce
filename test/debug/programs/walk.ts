// Trains with all that can be taken back: random numbers, dropout, batch statistics, momenta, a schedule.
import { createHash } from 'node:crypto';
import { F, getRngState, manualSeed, nn, optim, randn, Tensor, tensor } from 'backstep';

manualSeed(7);

class Net extends nn.Module {
  fc1 = new nn.Linear(5, 8);
  norm = new nn.BatchNorm1d(8);
  dropout = new nn.Dropout(0.4);
  fc2 = new nn.Linear(8, 3);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.dropout.forward(this.norm.forward(this.fc1.forward(x)).relu()));
  }
}

const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.1, amsgrad: true });
const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.5, { totalSteps: 30 });
const labels = tensor([0, 1, 2, 1]);

/** A fingerprint of all bits that training changes. It runs no op. */
function digest(): string {
  const hash = createHash('sha256');
  const add = (value: unknown) => {
    if (value instanceof Tensor) hash.update(new Uint8Array(value.data().buffer));
    else hash.update(`${value};`);
  };
  for (const value of Object.values(model.stateDict())) add(value);
  for (const parameter of model.parameters()) {
    add(parameter.grad);
    for (const value of Object.values(optimizer.state.get(parameter) ?? {})) add(value);
  }
  for (const { lr, betas } of optimizer.paramGroups) add([lr, betas]);
  add(scheduler.lastEpoch);
  add(JSON.stringify(getRngState()));
  return hash.digest('hex');
}
Object.assign(globalThis, { digest });

for (let epoch = 0; epoch < 30; epoch++) {
  optimizer.zeroGrad();
  F.crossEntropy(model.forward(randn([4, 5])), labels).backward();
  optimizer.step(); // @bp step
  scheduler.step(); // @bp schedule
}
