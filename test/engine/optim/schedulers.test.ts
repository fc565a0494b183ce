import { nn, optim } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectNumbers, floats, golden } from '../nn/golden';

interface Schedule {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly rates: readonly number[][];
  readonly momenta: readonly number[][];
  readonly metrics: readonly number[] | null;
}
type Scheduler = { step(metric?: number): void; getLastLr(): number[] };
const { lrScheduler: s } = optim;

/** Those whose arguments JSON cannot say. */
const composed: Readonly<Record<string, (o: optim.SGD) => Scheduler>> = {
  LambdaLR: (o) => new s.LambdaLR(o, (epoch) => 0.95 ** epoch),
  MultiplicativeLR: (o) => new s.MultiplicativeLR(o, (epoch) => 0.95 ** epoch),
  'warm-up, then a cosine': (o) => {
    const warmUp = new s.LinearLR(o, { startFactor: 0.1, totalIters: 5 });
    return new s.SequentialLR(o, [warmUp, new s.CosineAnnealingLR(o, 12)], [5]);
  },
  'lambda, steps, polynomial': (o) => {
    const parts = [
      new s.LambdaLR(o, (epoch) => 0.9 ** epoch),
      new s.StepLR(o, 2),
      new s.PolynomialLR(o, { totalIters: 6 }),
    ];
    return new s.SequentialLR(o, parts, [4, 12]);
  },
  'cosine, then averages': (o) => {
    const averaged = new optim.swaUtils.SWALR(o, 0.05, { annealEpochs: 3 });
    return new s.SequentialLR(o, [new s.CosineAnnealingLR(o, 8), averaged], [6]);
  },
  'constant and exponential': (o) =>
    new s.ChainedScheduler([
      new s.ConstantLR(o, { factor: 0.1, totalIters: 4 }),
      new s.ExponentialLR(o, 0.9),
    ]),
};

function scheduler(name: string, args: readonly unknown[], optimizer: optim.SGD): Scheduler {
  const make = composed[name] ?? composed[args[0] as string];
  if (make) return make(optimizer);
  type Make = new (optimizer: optim.SGD, ...args: unknown[]) => Scheduler;
  const all = { ...s, SWALR: optim.swaUtils.SWALR };
  return new (all as unknown as Record<string, Make>)[name](optimizer, ...args);
}

const twoGroups = () =>
  new optim.SGD([
    { params: [new nn.Parameter(floats([0]))], lr: 0.5 },
    { params: [new nn.Parameter(floats([0]))], lr: 0.02 },
  ]);

describe('twenty epochs have PyTorch’s rates', () => {
  for (const { name, args, rates, momenta, metrics } of ['schedulers', 'more-schedulers'].flatMap((file) =>
    golden<Schedule[]>(file),
  )) {
    test(`${name}(${JSON.stringify(args).slice(1, -1)})`, () => {
      const optimizer = twoGroups();
      const schedule = scheduler(name, args, optimizer);
      rates.forEach((expected, epoch) => {
        if (epoch > 0) {
          optimizer.step();
          schedule.step(metrics?.[epoch - 1]);
        }
        expectNumbers(schedule.getLastLr(), expected, 'float64', `rate at epoch ${epoch}`);
        const momentum = optimizer.paramGroups.map((group) => group.momentum);
        expectNumbers(momentum, momenta[epoch], 'float64', `momentum at epoch ${epoch}`);
        expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual(schedule.getLastLr());
      });
    });
  }
});

describe('a restored schedule goes on where it was', () => {
  type Saved = optim.LRScheduler | optim.lrScheduler.ReduceLROnPlateau;
  const makes: Record<string, (o: optim.SGD) => Saved> = {
    CosineAnnealingWarmRestarts: (o) => new s.CosineAnnealingWarmRestarts(o, 3, { tMult: 2 }),
    OneCycleLR: (o) => new s.OneCycleLR(o, 0.5, { totalSteps: 12 }),
    SequentialLR: (o) => composed['warm-up, then a cosine'](o) as Saved,
    ReduceLROnPlateau: (o) => new s.ReduceLROnPlateau(o, { patience: 2 }),
  };
  for (const [name, make] of Object.entries(makes)) {
    test(name, () => {
      const optimizer = twoGroups();
      const schedule = make(optimizer);
      for (let epoch = 0; epoch < 4; epoch++) schedule.step(1);
      const other = twoGroups();
      const restored = make(other);
      restored.loadStateDict(JSON.parse(JSON.stringify(schedule.stateDict())));
      other.loadStateDict(optimizer.stateDict());
      for (let epoch = 0; epoch < 4; epoch++) {
        schedule.step(1);
        restored.step(1);
        expect(restored.getLastLr()).toEqual(schedule.getLastLr());
      }
    });
  }
});

test('the first beta cycles where there is no momentum', () => {
  const adam = new optim.Adam([new nn.Parameter(floats([0]))]);
  const schedule = new s.OneCycleLR(adam, 0.1, { totalSteps: 10 });
  expect(adam.paramGroups[0].betas).toEqual([0.95, 0.999]);
  schedule.step();
  schedule.step();
  expect(adam.paramGroups[0].betas[0]).toBeCloseTo(0.85, 12);
});

test('a restored scheduler and optimizer go on where they were', () => {
  const optimizer = twoGroups();
  const scheduler = new s.CosineAnnealingLR(optimizer, 6);
  for (let epoch = 0; epoch < 4; epoch++) scheduler.step();
  const other = twoGroups();
  const restored = new s.CosineAnnealingLR(other, 6);
  other.loadStateDict(optimizer.stateDict());
  restored.loadStateDict(scheduler.stateDict());
  for (let epoch = 0; epoch < 4; epoch++) {
    scheduler.step();
    restored.step();
  }
  expect(restored.getLastLr()).toEqual(scheduler.getLastLr());
});

describe('schedulers say what they cannot use', () => {
  const one = () => new optim.SGD([new nn.Parameter(floats([0]))]);
  const refused: [() => unknown, string][] = [
    [
      () => new s.LambdaLR(twoGroups(), [() => 1]),
      'LambdaLR: one function a parameter group is needed — 1 for 2 groups',
    ],
    [
      () => new s.StepLR(one(), 2).loadStateDict(new s.StepLR(twoGroups(), 2).stateDict()),
      'loadStateDict: the number of parameter groups differs — 2 in the state, 1 here',
    ],
    [() => new s.OneCycleLR(one(), 0.1, {}), 'OneCycleLR: the number of steps is not known — NaN'],
    [
      () => {
        const schedule = new s.OneCycleLR(one(), 0.1, { totalSteps: 2 });
        for (let step = 0; step < 3; step++) schedule.step();
      },
      'OneCycleLR: the cycle is over — step 3 of 2',
    ],
    [
      () => new s.CyclicLR(new optim.Adagrad([new nn.Parameter(floats([0]))]), 0.1, 0.2),
      'CyclicLR: the optimizer has no momentum to cycle — Adagrad — give { cycleMomentum: false }',
    ],
    [
      () => new s.CyclicLR(one(), 0.1, 0.2, { mode: 'square' as 'triangular' }),
      'CyclicLR: there is no such mode — square',
    ],
    [() => new s.ReduceLROnPlateau(one(), { factor: 1 }), 'ReduceLROnPlateau: invalid factor — 1'],
    [
      () => new s.ReduceLROnPlateau(one(), { mode: 'down' as 'min' }),
      "ReduceLROnPlateau: there is no such mode — down — give 'min' or 'max'",
    ],
    [() => new s.ConstantLR(one(), { factor: 2 }), 'ConstantLR: invalid factor — 2'],
    [
      () => new s.CosineAnnealingWarmRestarts(one(), 0),
      'CosineAnnealingWarmRestarts: invalid t0 — 0 — give an integer from 1',
    ],
    [() => new s.ChainedScheduler([]), 'ChainedScheduler: there are no schedulers'],
    [
      () => new s.ChainedScheduler([new s.StepLR(one(), 2), new s.StepLR(one(), 2)]),
      'ChainedScheduler: a scheduler is of another optimizer — scheduler 1, StepLR',
    ],
    [
      () => {
        const optimizer = one();
        return new s.SequentialLR(optimizer, [new s.StepLR(optimizer, 2)], [3]);
      },
      'SequentialLR: one milestone between two schedulers is needed — 1 milestones for 1 schedulers',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
