import { F, manualSeed, nn, noGrad, optim, randn, type Tensor, tensor, tidy, zeros } from 'backstep';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DataBreakpoint, setDataBreakpoints, targetOf } from '../../../engine/history/dataBreakpoints';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags } from '../../../engine/history/flags';
import type { Hit } from '../../../engine/history/hit';
import { listenToNotices, type Notice } from '../../../engine/history/notices';

const stops: string[] = [];
const told = (hits: readonly Hit[]) => hits.map(({ description }) => description);
vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: ({ label }: OpEvent, hits: readonly Hit[]) => stops.push(`${label}: ${told(hits)}`),
  stopAtWrite: (_: number, hits: readonly Hit[]) => stops.push(`by hand: ${told(hits)}`),
}));

const notices: Notice[] = [];
beforeEach(() => {
  stops.length = 0;
  notices.length = 0;
  listenToNotices((notice) => notices.push(notice));
});
afterEach(() => setDataBreakpoints([]));

const watch = (...list: (Partial<DataBreakpoint> & { data: string })[]) =>
  setDataBreakpoints(list.map((one, id) => ({ id, condition: null, text: '', hit: null, ...one })));

/** Watches a tensor without a path. */
function watchTensor(tensor: Tensor, more: Partial<DataBreakpoint> = {}): void {
  const data = `it#${Math.random()}`;
  targetOf(data).adopt(tensor);
  watch({ data, ...more });
}

const optimizers = {
  'Adam, which is fused': (model: nn.Linear) => new optim.Adam(model.parameters(), { lr: 0.1 }),
  'Adam with amsgrad, made of ops': (model: nn.Linear) =>
    new optim.Adam(model.parameters(), { lr: 0.1, amsgrad: true }),
  'SGD with momentum': (model: nn.Linear) => new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 }),
  RMSprop: (model: nn.Linear) => new optim.RMSprop(model.parameters(), { lr: 0.1 }),
  'L-BFGS': (model: nn.Linear) => new optim.LBFGS(model.parameters(), { lr: 0.1, maxIter: 2 }),
};

test.each(Object.keys(optimizers) as (keyof typeof optimizers)[])(
  'an update is one write of its parameter, of whatever ops it is made: %s',
  (name) => {
    manualSeed(1);
    const model = new nn.Linear(3, 2);
    const optimizer = optimizers[name](model);
    const loss = () => {
      optimizer.zeroGrad();
      const value = F.crossEntropy(model.forward(randn([4, 3])), tensor([0, 1, 1, 0]));
      value.backward();
      return value;
    };
    watch({ data: 'bias' });
    for (let step = 0; step < 2; step++) (optimizer as optim.LBFGS).step(loss);
    expect(stops.length).toBeGreaterThanOrEqual(2);
    if (name !== 'L-BFGS') expect(stops).toHaveLength(2);
    for (const stop of stops) expect(stop).toMatch(/bias changed: \[.*\] → \[.*\]$/);
  },
);

test('what optimizers remember is watched by its name for them', () => {
  const model = new nn.Linear(3, 2);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  watch({ data: 'state weight momentumBuffer' }, { data: 'state weight other' });
  for (let step = 0; step < 2; step++) {
    model
      .forward(randn([4, 3]))
      .sum()
      .backward();
    optimizer.step();
  }
  expect(stops).toEqual([
    expect.stringMatching(/^sgd weight: state weight momentumBuffer changed: none → f32\[2, 3\] /),
    expect.stringMatching(/^sgd weight: state weight momentumBuffer changed: \[\[/),
  ]);
  expect(notices.at(-1)).toEqual({ id: 0, verified: true });
  expect(notices.find(({ id }) => id === 1)).toEqual({
    id: 1,
    verified: false,
    message: 'waits for an optimizer to update other of weight',
  });
});

test('a gradient is watched through all that makes, scales and drops it', () => {
  const x = tensor([1, 2], { dtype: 'float32', requiresGrad: true });
  const data = 'grad x#1';
  targetOf(data).adopt(x);
  watch({ data });
  x.mul(3).sum().backward();
  x.mul(3).sum().backward();
  nn.utils.clipGradNorm_([x], 1);
  x.grad = tensor([5, 5], { dtype: 'float32' });
  x.grad?.zero_();
  x.grad = null;
  expect(stops.map((stop) => stop.replace(/grad x changed: /, ''))).toEqual([
    'mul backward: none → f32[2] [3, 3]',
    'mul backward: [3, 3] → [6, 6]',
    'mul_: [6, 6] → [0.70711, 0.70711]',
    'by hand: [0.70711, 0.70711] → [5, 5]',
    'zero_: [5, 5] → [0, 0]',
    'by hand: f32[2] [0, 0] → none',
  ]);
});

test('writes that change nothing, or other elements of the memory, are none; NaN is the same as NaN', () => {
  const x = zeros([3, 3]);
  watchTensor(x.at(1));
  x.at(0).add_(1);
  x.at(1).mul_(5);
  x.at(1).fill_(Number.NaN);
  x.mul_(2);
  expect(stops).toEqual(['fill_: it changed: [0, 0, 0] → [NaN, NaN, NaN]']);
});

test('many elements are told by their number and the first of them', () => {
  const x = zeros([4, 5]);
  watchTensor(x);
  x.at(2, 3).fill_(7);
  x.add_(1);
  expect(stops.map((stop) => stop.replace(/^.*changed: /, ''))).toEqual([
    '1 of 20 elements, the first at [2, 3]: 0 → 7',
    'all 20 elements, the first at [0, 0]: 0 → 1',
  ]);
});

test('conditions have the facts of what was written', () => {
  const x = zeros([2, 2], { dtype: 'int64' });
  const seen: unknown[] = [];
  watchTensor(x, {
    text: 'facts',
    condition: ({ norm, min, max, mean, hasNaN, hasInf, before, tensor }) => {
      seen.push([norm, min, max, mean, hasNaN, hasInf, before?.tolist(), tensor?.shape]);
      return false;
    },
  });
  x.at(0, 0).fill_(3);
  x.at(1, 1).fill_(-4);
  expect(stops).toEqual([]);
  expect(seen).toEqual([
    [
      3,
      0,
      3,
      0.75,
      false,
      false,
      [
        [0, 0],
        [0, 0],
      ],
      [2, 2],
    ],
    [
      5,
      -4,
      3,
      -0.25,
      false,
      false,
      [
        [3, 0],
        [0, 0],
      ],
      [2, 2],
    ],
  ]);
});

test('nothing watched is kept from going back, and a breakpoint on what is gone says so', () => {
  const x = zeros([4]);
  watchTensor(x);
  x.add_(1);
  expect(notices).toEqual([{ id: 0, verified: true }]);
  x.dispose();
  expect(x.isDisposed).toBe(true);
  expect(notices.at(-1)).toEqual({ id: 0, verified: false, message: 'no longer there' });
  const big = () =>
    tidy(() => {
      const y = zeros([1000]);
      watchTensor(y);
      y.add_(1);
    });
  big();
  expect(notices.at(-1)).toEqual({ id: 0, verified: false, message: 'no longer there' });
});

test('with no breakpoint left nobody watches', () => {
  const x = zeros([2]);
  watchTensor(x);
  expect(flags[Flag.WATCH]).not.toBe(0);
  setDataBreakpoints([]);
  expect(flags[Flag.WATCH]).toBe(0);
  noGrad(() => x.add_(1));
  expect(stops).toEqual([]);
});
