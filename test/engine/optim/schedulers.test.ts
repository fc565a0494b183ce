import { nn, optim } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectNumbers, floats, golden } from '../nn/golden';

interface Schedule {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly rates: readonly number[][];
}
type Make = new (optimizer: optim.SGD, ...args: unknown[]) => optim.LRScheduler;
const { lrScheduler } = optim;

const twoGroups = () =>
  new optim.SGD([
    { params: [new nn.Parameter(floats([0]))], lr: 0.5 },
    { params: [new nn.Parameter(floats([0]))], lr: 0.02 },
  ]);

describe('twenty epochs have PyTorch’s rates', () => {
  for (const { name, args, rates } of golden<Schedule[]>('schedulers')) {
    test(`${name}(${JSON.stringify(args).slice(1, -1)})`, () => {
      const given = name === 'LambdaLR' ? [(epoch: number) => 0.95 ** epoch] : args;
      const optimizer = twoGroups();
      const scheduler = new (lrScheduler as unknown as Record<string, Make>)[name](optimizer, ...given);
      rates.forEach((expected, epoch) => {
        if (epoch > 0) {
          optimizer.step();
          scheduler.step();
        }
        expectNumbers(scheduler.getLastLr(), expected, 'float64', `rate at epoch ${epoch}`);
        expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual(scheduler.getLastLr());
      });
    });
  }
});

test('a restored scheduler and optimizer go on where they were', () => {
  const optimizer = twoGroups();
  const scheduler = new lrScheduler.CosineAnnealingLR(optimizer, 6);
  for (let epoch = 0; epoch < 4; epoch++) scheduler.step();
  const other = twoGroups();
  const restored = new lrScheduler.CosineAnnealingLR(other, 6);
  other.loadStateDict(optimizer.stateDict());
  restored.loadStateDict(scheduler.stateDict());
  for (let epoch = 0; epoch < 4; epoch++) {
    scheduler.step();
    restored.step();
  }
  expect(restored.getLastLr()).toEqual(scheduler.getLastLr());
});

test('schedulers say what does not fit the groups', () => {
  const optimizer = twoGroups();
  expect(() => new lrScheduler.LambdaLR(optimizer, [() => 1])).toThrow(
    'LambdaLR: one function a parameter group is needed — 1 for 2 groups',
  );
  const one = new lrScheduler.StepLR(new optim.SGD([new nn.Parameter(floats([0]))]), 2);
  expect(() => one.loadStateDict(new lrScheduler.StepLR(optimizer, 2).stateDict())).toThrow(
    'loadStateDict: the number of parameter groups differs — 2 in the state, 1 here',
  );
});
