import { F, grad, manualSeed, noGrad, ones, randn, tensor } from 'backstep';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { enterConsole, leaveConsole } from '../../../engine/history/console';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { debuggerSite } from '../../../engine/history/sites';
import { stopAtOp } from '../../../engine/history/stop';
import { inOptimizer, modulePath, withModule } from '../../../engine/ops/context';

vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: vi.fn((event: OpEvent) => event),
}));

/** What an op stop would see. */
const atStop = vi.mocked(stopAtOp);

/** An event is alive during the stop: later, the gradient's op has forgotten what it saved. */
const looked = (event: OpEvent) => {
  void event.saved;
  return event;
};

beforeEach(() => {
  atStop.mockReset();
  atStop.mockImplementation(looked);
  flags[Flag.DEPTH] = 0;
  flags[Flag.WATCH] = Watch.STOP;
});
afterEach(() => {
  flags[Flag.WATCH] = 0;
  flags[Flag.SITE] = 0;
});

/** A call as the runtime's transpiler writes it: the call-site id is stored just before it. */
function called<R>(site: number, fn: () => R): R {
  flags[Flag.SITE] = site;
  return fn();
}

const names = (tensors: readonly { name: string }[]) => tensors.map(({ name }) => name);

describe('a forward op', () => {
  test('is told of once it has run, with its operands, its result and its call', () => {
    const x = ones([2, 3]);
    const w = ones([3, 4]);
    atStop.mockClear();
    const y = called(17, () => withModule('fc1', () => x.matmul(w)));
    expect(atStop).toHaveBeenCalledTimes(1);
    const [event] = atStop.mock.calls[0];
    expect(event).toMatchObject({
      op: 'matmul',
      label: 'matmul',
      phase: 'forward',
      depth: 0,
      site: 17,
      module: 'fc1',
      forwardIndex: -1,
    });
    expect(names(event.inputs)).toEqual(['input', 'other']);
    expect([event.inputs[0].tensor === x, event.inputs[1].tensor === w]).toEqual([true, true]);
    expect(event.outputs[0].tensor).toBe(y);
    expect(modulePath()).toBe('');
  });

  test('has numbers among its attributes, and several results by their names', () => {
    ones([2]).add(3);
    expect(atStop.mock.calls.at(-1)?.[0].attributes).toEqual({ other: 3 });
    ones([2, 3]).max(1);
    expect(names(atStop.mock.calls.at(-1)?.[0].outputs ?? [])).toEqual(['values', 'indices']);
  });

  test('that is made of others is one op, and the others are inside of it', () => {
    randn([4]).std();
    expect(atStop.mock.calls.map(([event]) => event.label)).toEqual(['randn', 'std']);
    flags[Flag.DEPTH] = 1;
    atStop.mockClear();
    ones([4]).std();
    const labels = atStop.mock.calls.map(([{ label, depth }]) => `${depth} ${label}`);
    expect(labels[0]).toBe('0 ones');
    expect(labels.at(-1)).toBe('0 std');
    expect(labels.slice(1, -1).every((label) => label.startsWith('1 '))).toBe(true);
    expect(labels.length).toBeGreaterThan(4);
  });

  test('counts up, whether anybody watches or not', () => {
    ones([1]);
    flags[Flag.WATCH] = 0;
    ones([1]);
    ones([1]);
    flags[Flag.WATCH] = Watch.STOP;
    ones([1]);
    const [[first], [last]] = atStop.mock.calls;
    expect(last.index - first.index).toBe(3);
    expect(flags[Flag.OPS]).toBe(last.index + 1);
  });

  test('is not told of when nobody watches, or when it is deeper than asked for', () => {
    flags[Flag.WATCH] = 0;
    ones([1]).add(1);
    flags[Flag.WATCH] = Watch.STOP;
    flags[Flag.DEPTH] = -1;
    ones([1]).add(1);
    expect(atStop).not.toHaveBeenCalled();
  });
});

describe('the backward pass', () => {
  test('is told of op by op, the latest forward op first, at the forward op’s call', () => {
    const w = ones([3, 2], { requiresGrad: true });
    const x = ones([4, 3]);
    const logits = called(1, () => withModule('fc1', () => x.matmul(w)));
    const classes = tensor([0, 1, 1, 0]);
    const loss = called(2, () => F.crossEntropy(logits, classes));
    const indices = atStop.mock.calls
      .map(([event]) => event.index)
      .filter((_, which) => [2, 4].includes(which));
    atStop.mockClear();
    called(3, () => loss.backward());
    const events = atStop.mock.calls.map(([event]) => event).filter(({ phase }) => phase === 'backward');
    expect(events.map(({ label, site, module, depth, op }) => [label, site, module, depth, op])).toEqual([
      ['crossEntropy backward', 2, '', 0, 'crossEntropy'],
      ['matmul backward', 1, 'fc1', 0, 'matmul'],
    ]);
    expect(events.map(({ forwardIndex }) => forwardIndex)).toEqual([indices[1], indices[0]]);
    const [entropy, matmul] = events;
    expect([names(entropy.inputs), names(entropy.saved), names(entropy.outputs)]).toEqual([
      ['grad'],
      ['input', 'target'],
      ['input'],
    ]);
    expect([names(matmul.inputs), names(matmul.saved), names(matmul.outputs)]).toEqual([
      ['grad'],
      ['input'],
      ['other'],
    ]);
    expect(entropy.attributes).toMatchObject({ reduction: 'mean' });
    expect(matmul.outputs[0].tensor.shape).toEqual([3, 2]);
  });

  test('gives a leaf its gradient exactly when the op that feeds it has run', () => {
    const w1 = ones([2], { requiresGrad: true });
    const w2 = ones([2], { requiresGrad: true });
    const loss = w1.mul(2).exp().mul(w2).sum();
    const seen: string[] = [];
    atStop.mockImplementation((event) => {
      if (event.phase === 'backward') seen.push(`${event.label}: ${w1.grad !== null}, ${w2.grad !== null}`);
      return event;
    });
    loss.backward();
    expect(seen).toEqual([
      'sum backward: false, false',
      'mul backward: false, true',
      'exp backward: false, true',
      'mul backward: true, true',
    ]);
  });

  test('has the ops of its gradient rules inside, in the phase backward', () => {
    const x = ones([2], { requiresGrad: true });
    const y = called(5, () => x.tanh());
    flags[Flag.DEPTH] = 9;
    atStop.mockClear();
    y.backward(ones([2]));
    const events = atStop.mock.calls.map(([event]) => event).filter(({ phase }) => phase === 'backward');
    expect(events.map(({ depth, op, site }) => [depth, op, site])).toEqual([
      [1, 'mul', 5],
      [1, 'neg', 5],
      [1, 'add', 5],
      [1, 'mul', 5],
      [0, 'tanh', 5],
    ]);
  });

  test('puts the call site, the phase and the module back', () => {
    const x = ones([2], { requiresGrad: true });
    const y = called(5, () => withModule('a', () => x.exp())).sum();
    withModule('outer', () => {
      called(6, () => y.backward());
      expect([flags[Flag.SITE], modulePath()]).toEqual([6, 'outer']);
      ones([1]);
    });
    expect(atStop.mock.calls.at(-1)?.[0]).toMatchObject({
      op: 'ones',
      phase: 'forward',
      depth: 0,
      site: 6,
      module: 'outer',
    });
  });

  test('does so too when a rule fails', () => {
    const x = ones([2], { requiresGrad: true });
    const y = x.mul(2);
    const z = y.mul(y).sum();
    noGrad(() => y.add_(1));
    expect(() => called(8, () => z.backward())).toThrow('modified by an inplace operation');
    expect(flags[Flag.SITE]).toBe(8);
    ones([1]);
    expect(atStop.mock.calls.at(-1)?.[0]).toMatchObject({ phase: 'forward', depth: 0 });
    expect(x.mul(2).requiresGrad).toBe(true);
  });
});

test('the update of a parameter is one op of the phase optimizer', () => {
  const w = ones([2]);
  const inputs = [
    { name: 'parameter', tensor: w },
    { name: 'grad', tensor: ones([2]) },
  ];
  atStop.mockClear();
  called(4, () => inOptimizer('sgd fc1.weight', 'sgd', inputs, { lr: 0.1 }, () => void w.sub_(0.1)));
  expect(atStop).toHaveBeenCalledTimes(1);
  expect(atStop.mock.calls[0][0]).toMatchObject({
    op: 'sgd',
    label: 'sgd fc1.weight',
    phase: 'optimizer',
    depth: 0,
    site: 4,
    attributes: { lr: 0.1 },
  });
  expect(names(atStop.mock.calls[0][0].outputs)).toEqual(['parameter']);
});

describe('the console', () => {
  test('changes nothing of the program, also in the midst of a backward pass', () => {
    manualSeed(3);
    const x = ones([2], { requiresGrad: true });
    const loss = called(9, () => x.mul(2)).sum();
    const before = flags[Flag.OPS];
    let evaluated: unknown;
    atStop.mockImplementation((event) => {
      if (event.label !== 'sum backward') return event;
      enterConsole(true);
      const z = randn([2]).add(x).square().sum();
      const [own] = grad(z, x);
      evaluated = own.shape;
      expect([flags[Flag.WATCH], flags[Flag.SITE], z.requiresGrad]).toEqual([0, debuggerSite, true]);
      leaveConsole();
      return event;
    });
    noGrad(() => loss.backward());
    expect(evaluated).toEqual([2]);
    expect(x.grad?.tolist()).toEqual([2, 2]);
    const labels = atStop.mock.calls.map(([{ label }]) => label);
    expect(labels.slice(-2)).toEqual(['sum backward', 'mul backward']);
    // The console's ops are not counted.
    expect(flags[Flag.OPS]).toBe((atStop.mock.calls.at(-1)?.[0].index ?? 0) + 1);
    expect(flags[Flag.OPS] - before).toBeLessThan(8);
    const drawn = randn([2]).tolist();
    manualSeed(3);
    expect(randn([2]).tolist()).toEqual(drawn);
  });
});
