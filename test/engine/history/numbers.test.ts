import { F, nn, optim, randn, type Tensor, tensor } from 'backstep';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { travelTo } from '../../../engine/history/changes';
import { Flag, flags, Watch } from '../../../engine/history/flags';

const { lrScheduler } = optim;

beforeEach(() => {
  flags[Flag.HISTORY_MEBIBYTES] = 64;
  flags[Flag.WATCH] = Watch.HISTORY;
});
afterEach(() => {
  travelTo(Number.POSITIVE_INFINITY);
  flags[Flag.WATCH] = 0;
});

/** Runs `step` so often with an op after each; what `look` gives after each is what it gives there in the past. */
function expectTakenBack(look: () => unknown, step: (count: number) => void, steps = 6): void {
  const x = tensor([1]);
  const truth: { op: number; text: string }[] = [];
  const text = () => JSON.stringify(look());
  for (let count = 0; count < steps; count++) {
    step(count);
    x.neg();
    truth.push({ op: flags[Flag.OPS] - 1, text: text() });
  }
  expect(new Set(truth.map((one) => one.text)).size).toBeGreaterThan(1);
  for (const { op, text: then } of [...truth].reverse().concat(truth)) {
    travelTo(op);
    expect(text()).toBe(then);
  }
  travelTo(Number.POSITIVE_INFINITY);
  expect(text()).toBe(truth.at(-1)?.text);
}

const layer = () => new nn.Linear(2, 2);
const options = ({ paramGroups }: { paramGroups: readonly object[] }) =>
  paramGroups.map(({ params: _, ...numbers }: { params?: unknown }) => numbers);

describe('in the past, the rates and the place are what they were, of', () => {
  const schedules: Record<string, (optimizer: optim.SGD) => optim.lrScheduler.LRScheduler> = {
    StepLR: (optimizer) => new lrScheduler.StepLR(optimizer, 2),
    OneCycleLR: (optimizer) => new lrScheduler.OneCycleLR(optimizer, 1, { totalSteps: 9 }),
    CosineAnnealingWarmRestarts: (optimizer) => new lrScheduler.CosineAnnealingWarmRestarts(optimizer, 2),
    ChainedScheduler: (optimizer) =>
      new lrScheduler.ChainedScheduler([
        new lrScheduler.ExponentialLR(optimizer, 0.5),
        new lrScheduler.LinearLR(optimizer),
      ]),
    SequentialLR: (optimizer) =>
      new lrScheduler.SequentialLR(
        optimizer,
        [new lrScheduler.LinearLR(optimizer), new lrScheduler.ExponentialLR(optimizer, 0.5)],
        [3],
      ),
  };
  test.each(Object.keys(schedules))('%s', (name) => {
    const optimizer = new optim.SGD(layer().parameters(), { lr: 0.1, momentum: 0.9 });
    const scheduler = schedules[name](optimizer);
    expectTakenBack(
      () => [options(optimizer), scheduler.stateDict()],
      () => scheduler.step(),
    );
  });

  test('ReduceLROnPlateau', () => {
    const optimizer = new optim.SGD(layer().parameters(), { lr: 0.1 });
    const scheduler = new lrScheduler.ReduceLROnPlateau(optimizer, { patience: 1, cooldown: 1 });
    expectTakenBack(
      () => [options(optimizer), scheduler.stateDict()],
      () => scheduler.step(1),
    );
  });
});

test('a rate that the program sets by itself is what it was at each update', () => {
  const optimizer = new optim.SGD(layer().parameters(), { lr: 0.1 });
  expectTakenBack(
    () => options(optimizer),
    (count) => {
      optimizer.paramGroups[0].lr = 0.1 / (1 + count);
      optimizer.zeroGrad();
    },
  );
});

test('a rate that a person sets in the past is what it was in the present again', () => {
  const optimizer = new optim.SGD(layer().parameters(), { lr: 0.1 });
  const scheduler = new lrScheduler.ExponentialLR(optimizer, 0.5);
  tensor([1]).neg();
  const then = flags[Flag.OPS] - 1;
  scheduler.step();
  tensor([1]).neg();
  travelTo(then);
  optimizer.paramGroups[0].lr = 7;
  scheduler.step();
  expect(optimizer.paramGroups[0].lr).toBe(3.5);
  travelTo(Number.POSITIVE_INFINITY);
  expect(optimizer.paramGroups[0].lr).toBe(0.05);
  expect(scheduler.lastEpoch).toBe(1);
  scheduler.step();
  tensor([1]).neg();
  travelTo(then);
  expect(optimizer.paramGroups[0].lr).toBe(0.1);
});

test('the state of an optimizer that is loaded is the one before in the past', () => {
  const model = layer();
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
  const train = () => {
    optimizer.zeroGrad();
    F.mseLoss(model.forward(randn([3, 2])), randn([3, 2])).backward();
    optimizer.step();
  };
  train();
  const saved = optimizer.stateDict();
  expectTakenBack(
    () => [
      options(optimizer),
      model.parameters().map((parameter) => {
        const { step, expAvg } = optimizer.state.get(parameter) ?? {};
        return [step, (expAvg as Tensor).tolist()];
      }),
    ],
    (count) => {
      if (count === 3) optimizer.loadStateDict(saved);
      else train();
    },
  );
});

test('the memory of LBFGS is what it was, its lists too', () => {
  const x = new nn.Parameter(tensor([3, -2], { dtype: 'float32' }));
  const optimizer = new optim.LBFGS([x], { maxIter: 3 });
  const closure = () => {
    optimizer.zeroGrad();
    const loss = x
      .square()
      .mul(tensor([1, 5]))
      .sum();
    loss.backward();
    return loss;
  };
  expectTakenBack(
    () => {
      const { nIter, ro, oldDirs } = optimizer.state.get(x) as Record<string, unknown>;
      return [nIter, ro, (oldDirs as Tensor[]).map((direction) => direction.tolist())];
    },
    () => optimizer.step(closure),
    3,
  );
});

test('the scale of a gradient scaler, training or evaluation, and who requires gradients are what they were', () => {
  const model = layer();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
  const scaler = new optim.GradScaler({ growthInterval: 1, initScale: 2 });
  expectTakenBack(
    () => [scaler.stateDict(), model.training, model.weight.requiresGrad],
    (count) => {
      model.train(count % 2 === 0);
      model.weight.requiresGrad_(count % 3 === 0);
      scaler.step(optimizer);
      scaler.update();
    },
  );
});

test('a group of parameters that is added during a run is not there before it was', () => {
  const optimizer = new optim.SGD(layer().parameters(), { lr: 0.1 });
  expectTakenBack(
    () => options(optimizer),
    (count) => {
      if (count === 2) optimizer.addParamGroup({ params: layer().parameters(), lr: 0.5 });
      if (count === 4) optimizer.paramGroups[1].lr = 0.25;
      optimizer.zeroGrad();
    },
  );
});
