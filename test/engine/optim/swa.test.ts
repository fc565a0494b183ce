import { data, F, manualSeed, memoryUse, nn, optim, randn, type Tensor, tidy } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats } from '../nn/golden';

const { AveragedModel, getEmaAvgFn, updateBn } = optim.swaUtils;

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 8);
  norm = new nn.BatchNorm1d(8);
  fc2 = new nn.Linear(8, 1);
  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.norm.forward(this.fc1.forward(x)).relu());
  }
}

describe('updateBn', () => {
  test('gives the statistics of all batches, each counting the same', () => {
    manualSeed(1);
    const net = new Net().eval();
    const batches = Array.from({ length: 3 }, () => randn([16, 4]));
    updateBn(batches, net);
    const hidden = batches.map((batch) => net.fc1.forward(batch).detach());
    const mean = hidden.map((each) => each.mean(0)).reduce((sum, each) => sum.add(each));
    expectClose(net.norm.runningMean!, mean.div(3));
    const variance = hidden.map((each) => each.var(0)).reduce((sum, each) => sum.add(each));
    expectClose(net.norm.runningVar!, variance.div(3));
    expect([net.norm.momentum, net.norm.numBatchesTracked!.item(), net.training]).toEqual([0.1, 3, false]);
  });

  test('takes the batches of a loader', () => {
    const net = new Net();
    const loader = new data.DataLoader(new data.TensorDataset(randn([12, 4]), floats(0).expand([12])), {
      batchSize: 4,
    });
    updateBn(loader, net);
    expect(net.norm.numBatchesTracked!.item()).toBe(3);
  });
});

test('three hundred steps with averages, clipping and a scaler hold no more memory than ten', () => {
  manualSeed(2);
  const net = new Net();
  const optimizer = new optim.AdamW(net.parameters(), { amsgrad: true });
  const average = new AveragedModel(net, { avgFn: getEmaAvgFn(0.9), useBuffers: true });
  const scaler = new optim.GradScaler();
  const schedule = new optim.lrScheduler.OneCycleLR(optimizer, 0.01, { totalSteps: 400 });
  const [x, y] = [randn([16, 4]), randn([16, 1])];
  const step = () => {
    // In place: what a dropped gradient held goes back with the next collection only.
    optimizer.zeroGrad({ setToNone: false });
    scaler.scale(F.mseLoss(net.forward(x), y)).backward();
    scaler.unscale_(optimizer);
    nn.utils.clipGradNorm_(net.parameters(), 1);
    scaler.step(optimizer);
    scaler.update();
    schedule.step();
    average.updateParameters(net);
  };
  for (let i = 0; i < 10; i++) tidy(step);
  const before = memoryUse().storages;
  for (let i = 0; i < 300; i++) tidy(step);
  expect(memoryUse().storages).toBe(before);
  expect(average.nAveraged.item()).toBe(310);
});

describe('hooks of a step', () => {
  test('run before and after it, until they are removed', () => {
    const parameter = new nn.Parameter(floats([1]));
    parameter.grad = floats([1]);
    const optimizer = new optim.SGD([parameter], { lr: 0.5 });
    const seen: string[] = [];
    const before = optimizer.registerStepPreHook(() => seen.push(`before ${parameter.item()}`));
    const after = optimizer.registerStepPostHook(() => seen.push(`after ${parameter.item()}`));
    optimizer.step();
    before.remove();
    optimizer.step();
    after.remove();
    optimizer.step();
    expect(seen).toEqual(['before 1', 'after 0.5', 'after 0']);
  });
});

test('parameters can be given with their names', () => {
  const net = new Net();
  const optimizer = new optim.Adam(net.namedParameters());
  expect(optimizer.paramGroups[0].params.map(nn.pathOf as (of: Tensor) => string)).toEqual([
    'fc1.weight',
    'fc1.bias',
    'norm.weight',
    'norm.bias',
    'fc2.weight',
    'fc2.bias',
  ]);
  const groups = [{ params: net.fc1.namedParameters(), lr: 0.1 }, { params: net.fc2.parameters() }];
  expect(new optim.Adam(groups).paramGroups.map(({ lr, params }) => [lr, params.length])).toEqual([
    [0.1, 2],
    [0.001, 2],
  ]);
});

describe('an optimizer or a schedule refuses', () => {
  const parameter = () => [new nn.Parameter(floats([1]))];
  const sgd = () => new optim.SGD(parameter());
  const refused: [() => unknown, string][] = [
    [
      () => new optim.Rprop(parameter(), { etas: [1, 2] }),
      'Rprop: invalid etas[0] — 1 — give a number between 0 and 1',
    ],
    [
      () => new optim.Rprop(parameter(), { etas: [0.5, 1] }),
      'Rprop: invalid etas[1] — 1 — give a number above 1',
    ],
    [() => new optim.ASGD(parameter(), { lr: -1 }), 'ASGD: invalid lr — -1 — give a number from 0'],
    [() => new optim.Adafactor(parameter(), { d: 0.5 }), 'Adafactor: invalid d — 0.5 — give a number from 1'],
    [
      () => new optim.Adafactor(parameter(), { beta2Decay: 1 }),
      'Adafactor: invalid beta2Decay — 1 — give a number up to 0',
    ],
    [
      () => new optim.swaUtils.SWALR(sgd(), [0.1, 0.2]),
      'SWALR: one rate a parameter group is needed — 2 for 1 groups',
    ],
    [
      () => new optim.swaUtils.SWALR(sgd(), 0.1, { annealEpochs: -1 }),
      'SWALR: annealEpochs is no count — -1 — give an integer from 0',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
