import { F, getRngState, manualSeed, nn, optim, randn, type Tensor, tensor, zeros } from 'backstep';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { travelTo } from '../../../engine/history/changes';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { heldBytes, oldestOp, opAfter, opAt, opBefore } from '../../../engine/history/records';

let atOp: ((event: OpEvent) => void) | null = null;
vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: (event: OpEvent) => atOp?.(event),
}));

class Net extends nn.Module {
  fc1 = new nn.Linear(6, 5);
  norm = new nn.BatchNorm1d(5);
  dropout = new nn.Dropout(0.5);
  fc2 = new nn.Linear(5, 3);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.dropout.forward(this.norm.forward(this.fc1.forward(x)).relu()));
  }
}

type Optimizer = optim.Adam | optim.SGD | optim.RMSprop;

/** Everything that training changes, as text: two are equal where all bits are. */
function stateOf(model: Net, optimizer: Optimizer): string {
  const bits = (value: unknown) =>
    value === null || typeof value === 'number'
      ? value
      : Array.from(new Uint8Array((value as Tensor).data().buffer as ArrayBuffer)).join();
  const parameters = [...model.parameters()];
  return JSON.stringify([
    Object.values(model.stateDict()).map((value) => bits(value)),
    parameters.map(({ grad }) => bits(grad)),
    parameters.map((parameter) =>
      Object.entries(optimizer.state.get(parameter) ?? {}).map(([name, value]) => [name, bits(value)]),
    ),
    getRngState(),
  ]);
}

const optimizers: Record<string, (model: Net) => Optimizer> = {
  Adam: (model) => new optim.Adam(model.parameters(), { lr: 0.1 }),
  'SGD with momentum': (model) => new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 }),
  RMSprop: (model) => new optim.RMSprop(model.parameters(), { lr: 0.1 }),
};

function train(make: (model: Net) => Optimizer, watch: number, steps = 4) {
  manualSeed(3);
  const model = new Net();
  const optimizer = make(model);
  const x = randn([4, 6]);
  const y = tensor([0, 2, 1, 1]);
  const began = flags[Flag.OPS];
  flags[Flag.WATCH] = watch;
  flags[Flag.DEPTH] = 0;
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    F.crossEntropy(model.forward(x), y).backward();
    optimizer.step();
  }
  flags[Flag.WATCH] = 0;
  return { model, optimizer, began, ended: flags[Flag.OPS] };
}

beforeEach(() => {
  flags[Flag.HISTORY_MEBIBYTES] = 64;
});
afterEach(() => {
  travelTo(Number.POSITIVE_INFINITY);
  flags[Flag.WATCH] = 0;
  atOp = null;
});

describe.each(Object.keys(optimizers))('going back in time, with %s', (name) => {
  test('gives every weight, gradient, state and random number as it was, bit for bit, in any order', () => {
    const make = optimizers[name];
    // The truth: each op looked at while it ran, in a run that keeps nothing.
    const truth: { index: number; label: string; state: string }[] = [];
    let live: { model: Net; optimizer: Optimizer } | null = null;
    const watched = (model: Net) => {
      const optimizer = make(model);
      live = { model, optimizer };
      return optimizer;
    };
    const start = flags[Flag.OPS];
    atOp = ({ index, label }) => {
      flags[Flag.WATCH] = 0;
      const { model, optimizer } = live as NonNullable<typeof live>;
      truth.push({ index: index - start, label, state: stateOf(model, optimizer) });
      flags[Flag.WATCH] = Watch.STOP;
    };
    train(watched, Watch.STOP);

    const before = flags[Flag.OPS];
    const { model, optimizer, ended } = train(make, Watch.HISTORY);
    expect(truth.length).toBeGreaterThan(60);
    const present = stateOf(model, optimizer);
    let seed = 1;
    for (let walk = 0; walk < 200; walk++) {
      seed = (seed * 48271) % 2147483647;
      const { index, label, state } = truth[seed % truth.length];
      travelTo(before + index);
      expect(opAt(before + index)?.label, `op ${index}`).toBe(label);
      expect(stateOf(model, optimizer), `${label}, op ${index}`).toBe(state);
    }
    travelTo(Number.POSITIVE_INFINITY);
    expect(stateOf(model, optimizer)).toBe(present);
    expect(flags[Flag.OPS]).toBe(ended);
  });
});

test('the ops are found one by one, back and forth, with the tensors that they took and gave', () => {
  const { began, ended } = train(optimizers.Adam, Watch.HISTORY, 1);
  const labels: string[] = [];
  for (let op = opBefore(ended, 0); op && op.index >= began; op = opBefore(op.index, 0))
    labels.unshift(op.label);
  expect(labels[0]).toBe('linear');
  expect(labels).toContain('crossEntropy backward');
  expect(labels.at(-1)).toBe('adam fc2.bias');
  const again: string[] = [];
  for (let op = opAfter(began - 1, 0); op; op = opAfter(op.index, 0)) again.push(op.label);
  expect(again).toEqual(labels);

  const update = opAt(opBefore(ended, 0)?.index as number) as OpEvent;
  const [parameter] = update.inputs;
  const after = parameter.tensor.tolist();
  travelTo(opBefore(update.index, 0)?.index as number);
  expect(parameter.tensor.tolist()).not.toEqual(after);
});

test('what a program disposes is still there in the past, and is given back when it is forgotten', () => {
  flags[Flag.WATCH] = Watch.HISTORY;
  const a = tensor([1, 2, 3]);
  const b = a.mul(2);
  const index = flags[Flag.OPS] - 1;
  b.dispose();
  a.dispose();
  flags[Flag.WATCH] = 0;
  expect(() => b.tolist()).toThrow('disposed');
  expect(opAt(index)?.outputs[0].tensor.tolist()).toEqual([2, 4, 6]);
  expect(opAt(index)?.inputs[0].tensor.tolist()).toEqual([1, 2, 3]);
});

test('the oldest is forgotten where the memory that history may use is full', () => {
  flags[Flag.HISTORY_MEBIBYTES] = 1;
  flags[Flag.WATCH] = Watch.HISTORY;
  const x = zeros([64 * 1024]);
  const first = flags[Flag.OPS];
  for (let step = 0; step < 50; step++) x.add_(1);
  flags[Flag.WATCH] = 0;
  expect(heldBytes()).toBeLessThanOrEqual(2 ** 20);
  const oldest = oldestOp() as number;
  expect(oldest).toBeGreaterThan(first);
  expect(opAt(first)).toBeNull();
  travelTo(oldest);
  expect(x.at(0).item()).toBe(oldest - first + 1);
});
