import { grad, gradcheck, gradgradcheck, ones, randn, type Tensor, tensor } from 'backstep';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { stopAtOp } from '../../../engine/history/stop';
import { dispatch } from '../../../engine/ops/dispatch';
import { define } from '../../../engine/ops/row';

vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: vi.fn((event: OpEvent) => event),
}));

afterEach(() => {
  flags[Flag.WATCH] = 0;
});

/** sin and cos at once: the gradient needs both results, and comes from either. */
const bothRow = define('sinAndCos', {
  operands: ['input'],
  outputs: ['sine', 'cosine', 'signs'],
  composed: true,
  forward: ([input]: readonly [Tensor]): readonly [Tensor, Tensor, Tensor] => [
    input.sin(),
    input.cos(),
    input.gt(0),
  ],
  gradient: {
    input: ({ grads: [bySine, byCosine], outputs: [sine, cosine] }) => {
      const parts = [bySine?.mul(cosine), byCosine?.mul(sine).neg()].filter((part) => part !== undefined);
      return parts.reduce((total, part) => total.add(part));
    },
  },
});
const both = (input: Tensor) => dispatch(bothRow, [input], {});
const input = () => randn([3], { dtype: 'float64', requiresGrad: true });

describe('an op whose outputs all have gradients', () => {
  test('adds up those that arrive, of any order', () => {
    const weighted = (x: Tensor) => {
      const [sine, cosine] = both(x);
      return sine.mul(cosine.square()).add(cosine);
    };
    gradcheck(weighted, [input()]);
    gradgradcheck(weighted, [input()]);
  });

  test('gives null for outputs that nothing came from', () => {
    gradcheck((x) => both(x)[0], [input()]);
    gradcheck((x) => both(x)[1], [input()]);
    gradgradcheck((x) => both(x)[1], [input()]);
  });

  test('is one node, whose outputs are counted; those that are no floats are not part of it', () => {
    const [sine, cosine, signs] = both(input());
    expect(cosine.gradFn).toBe(sine.gradFn);
    expect([sine.outputNr, cosine.outputNr, signs.requiresGrad]).toEqual([0, 1, false]);
    expect(cosine.gradFn?.name).toBe('SinAndCosBackward');
  });

  test('has hooks and retained gradients for each output, and can be a source', () => {
    const x = tensor([0], { dtype: 'float64', requiresGrad: true });
    const [sine, cosine] = both(x);
    const seen: unknown[] = [];
    cosine.registerHook((gradient) => void seen.push(gradient.tolist()));
    sine.registerHook((gradient) => gradient.mul(10));
    sine.retainGrad();
    const total = sine.mul(2).add(cosine.mul(3)).sum();
    const [bySine, byCosine] = grad(total, [sine, cosine], { retainGraph: true });
    expect([bySine.tolist(), byCosine.tolist()]).toEqual([[20], [3]]);
    total.backward();
    expect(seen).toEqual([[3], [3]]);
    expect(sine.grad?.tolist()).toEqual([20]);
    expect(x.grad?.tolist()).toEqual([20]);
  });

  test('finds a saved output that was written to', () => {
    const [sine, cosine] = both(input());
    cosine.detach().zero_();
    expect(() => sine.sum().backward()).toThrow('the cosine of sinAndCos, is at version 1');
  });

  test('tells who watches of each gradient by the name of its output', () => {
    const [sine, cosine] = both(ones([1], { requiresGrad: true }));
    const loss = sine.add(cosine).sum();
    const seen = vi.mocked(stopAtOp);
    // An event is alive while it is told: later, the gradient's op has forgotten what it saved.
    seen.mockImplementation((event) => {
      void event.saved;
      return event;
    });
    seen.mockClear();
    flags[Flag.WATCH] = Watch.STOP;
    loss.backward();
    const event = seen.mock.calls.map(([each]) => each).find(({ op }) => op === 'sinAndCos');
    expect(event?.inputs.map(({ name }) => name)).toEqual(['grad.sine', 'grad.cosine']);
    expect(event?.saved.map(({ name }) => name)).toEqual(['sine', 'cosine', 'signs']);
  });
});

test('a row whose rules take some all gradients and some only the first is refused', () => {
  const wrong = () =>
    define('halfBranching', {
      operands: ['a', 'b'],
      outputs: ['one', 'two'],
      forward: ([a, b]: readonly [Tensor, Tensor]) => [a, b],
      gradient: { a: ({ grads }) => grads[0], b: ({ grad }) => grad },
    });
  expect(wrong).toThrow('ops: all rules of halfBranching take grads, or none');
});
