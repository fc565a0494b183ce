import { F, manualSeed, memoryUse, nn, optim, type Tensor, tidy } from 'backstep';
import { expect, test } from 'vitest';
import { floats } from './golden';

class Net extends nn.Module {
  declare shift: Tensor;
  fc = new nn.Linear(3, 2);
  constructor() {
    super();
    this.registerBuffer('shift', floats([1, 2]));
  }
  forward(x: Tensor): Tensor {
    return this.fc.forward(x).add(this.shift);
  }
}

const optimizers: [string, (parameters: nn.Parameter[]) => { zeroGrad(): void; step(): void }][] = [
  ['SGD', (parameters) => new optim.SGD(parameters, { lr: 0.1, momentum: 0.9 })],
  ['Adam', (parameters) => new optim.Adam(parameters, { lr: 0.1, amsgrad: true })],
  ['AdamW', (parameters) => new optim.AdamW(parameters, { lr: 0.1 })],
];

for (const [name, make] of optimizers) {
  test(`a model made, and trained by ${name}, inside of tidy keeps its parameters, buffers and state`, () => {
    const train = (scope: <R>(fn: () => R) => R) => {
      manualSeed(1);
      const model = scope(() => new Net());
      const optimizer = make(model.parameters());
      const x = floats([[1, 2, 3]]);
      for (let step = 0; step < 5; step++) {
        scope(() => {
          optimizer.zeroGrad();
          F.mseLoss(model.forward(x), floats([[0, 0]])).backward();
          optimizer.step();
        });
      }
      return model.parameters().map((parameter) => parameter.tolist());
    };
    expect(train(tidy)).toEqual(train((fn) => fn()));
  });
}

test('a step inside of tidy whose gradients stay in place leaves nothing behind', () => {
  const model = new Net();
  const optimizer = new optim.Adam(model.parameters());
  const x = floats([[1, 2, 3]]);
  const step = () =>
    tidy(() => {
      optimizer.zeroGrad({ setToNone: false });
      F.mseLoss(model.forward(x), x.narrow(1, 0, 2)).backward();
      optimizer.step();
    });
  step();
  const before = memoryUse().storages;
  for (let count = 0; count < 10; count++) step();
  expect(memoryUse().storages).toBe(before);
});
