import { nn, optim } from 'backstep';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { stopAtOp } from '../../../engine/history/stop';
import { floats } from '../nn/golden';

vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: vi.fn((event: OpEvent) => event),
}));

beforeEach(() => {
  vi.mocked(stopAtOp).mockClear();
  flags[Flag.DEPTH] = 0;
});
afterEach(() => {
  flags[Flag.WATCH] = 0;
});

function watched(fn: () => void): OpEvent[] {
  flags[Flag.WATCH] = Watch.STOP;
  fn();
  flags[Flag.WATCH] = 0;
  return vi.mocked(stopAtOp).mock.calls.map(([event]) => event);
}

type Make = new (params: readonly nn.Parameter[]) => optim.Optimizer<{ lr: number }>;
const state: Readonly<Record<string, readonly string[]>> = {
  RMSprop: ['squareAvg'],
  Adagrad: ['sum'],
  Adadelta: ['squareAvg', 'accDelta'],
  Adamax: ['expAvg', 'expInf'],
  NAdam: ['expAvg', 'expAvgSq'],
  RAdam: ['expAvg', 'expAvgSq'],
  Lion: ['expAvg'],
};

describe('the update of a parameter is one op', () => {
  for (const [name, slots] of Object.entries(state)) {
    test(name, () => {
      const layer = new nn.Linear(2, 1);
      const optimizer = new (optim as unknown as Record<string, Make>)[name](layer.parameters());
      layer.weight.grad = floats([[1, 2]]);
      layer.bias!.grad = floats([3]);
      const events = watched(() => optimizer.step());
      const op = name.toLowerCase();
      expect(events.map(({ label, phase }) => [label, phase])).toEqual([
        [`${op} weight`, 'optimizer'],
        [`${op} bias`, 'optimizer'],
      ]);
      expect(events[0].inputs.map((input) => input.name)).toEqual(['parameter', 'grad', ...slots]);
      expect(events[0].outputs.map((output) => output.name)).toEqual(['parameter', ...slots]);
      expect(events[0].attributes.step).toBe(1);
      expect(events[0].attributes.lr).toBe(optimizer.defaults.lr);
    });
  }

  test('of LBFGS between what the closure does', () => {
    const layer = new nn.Linear(2, 1, { bias: false });
    const optimizer = new optim.LBFGS(layer.parameters(), { maxIter: 2 });
    const x = floats([[1, 2]]);
    const events = watched(() => {
      optimizer.step(() => {
        optimizer.zeroGrad();
        const loss = layer.forward(x).sum();
        loss.backward();
        return loss;
      });
    });
    const closure = ['linear', 'sum', 'sum backward', 'linear backward'];
    const labels = events.map(({ label }) => label).filter((label) => !label.startsWith('accumulate'));
    expect(labels).toEqual([...closure, 'lbfgs direction', 'lbfgs weight', ...closure]);
  });
});
