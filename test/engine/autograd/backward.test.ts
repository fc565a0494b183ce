import {
  enableGrad,
  F,
  GradientTape,
  grad,
  noGrad,
  OpError,
  ones,
  randn,
  type Tensor,
  tensor,
  zeros,
} from 'backstep';
import { describe, expect, test } from 'vitest';

const leaf = (data: number[] | number[][]) => tensor(data, { dtype: 'float32', requiresGrad: true });

describe('backward', () => {
  test('adds to the gradients of leaves, pass after pass', () => {
    const x = leaf([1, 2, 3]);
    x.mul(2).sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 2, 2]);
    x.mul(3).sum().backward();
    expect(x.grad?.tolist()).toEqual([5, 5, 5]);
  });

  test('adds up the ways in which a leaf is used, and gives each leaf its own memory', () => {
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    x.add(y).add(x).sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 2]);
    expect(y.grad?.tolist()).toEqual([1, 1]);
    y.grad?.add_(1);
    expect(x.grad?.tolist()).toEqual([2, 2]);
  });

  test('sums over the axes along which an operand was repeated, and converts to its dtype', () => {
    const x = leaf([1, 2, 3]);
    const y = tensor([[1], [2]], { dtype: 'float64', requiresGrad: true });
    x.mul(y).sum().backward();
    expect(x.grad?.dtype).toBe('float32');
    expect(x.grad?.tolist()).toEqual([3, 3, 3]);
    expect(y.grad?.dtype).toBe('float64');
    expect(y.grad?.tolist()).toEqual([[6], [6]]);
  });

  test('needs a gradient for more than one element', () => {
    const x = leaf([1, 2]);
    expect(() => x.mul(2).backward()).toThrow(
      'backward: grad can be implicitly created only for scalar outputs — [2] — reduce the tensor, such as with .sum(), or give its gradient',
    );
    x.mul(2).backward(tensor([1, 10], { dtype: 'float32' }));
    expect(x.grad?.tolist()).toEqual([2, 20]);
    expect(() => x.mul(2).backward(ones([3]))).toThrow(
      'backward: the gradient has another shape than the tensor',
    );
  });

  test('refuses what does not require a gradient', () => {
    expect(() => tensor([1.5]).sum().backward()).toThrow(
      'backward: the tensor does not require grad and does not have a gradFn — float32 [] — make it from tensors with requiresGrad, outside of noGrad',
    );
  });

  test('frees the graph unless it is retained', () => {
    const x = leaf([1, 2]);
    const y = x.exp().sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(() => y.backward()).toThrow(/^backward: trying to backward through the graph a second time — /);
    // Nothing was saved for a sum of these, so a second pass finds all it needs, as in PyTorch.
    const z = x.add(1).sum();
    z.backward();
    z.backward();
  });

  test('ends at a tensor that is detached, and at noGrad', () => {
    const x = leaf([2]);
    x.mul(x.detach()).sum().backward();
    expect(x.grad?.tolist()).toEqual([2]);
    const y = noGrad(() => x.mul(3));
    expect([y.requiresGrad, y.isLeaf, y.gradFn]).toEqual([false, true, null]);
  });

  test('goes through thousands of ops without a deep stack', () => {
    const x = leaf([1]);
    let y: Tensor = x;
    for (let step = 0; step < 20_000; step++) y = y.add(1);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([1]);
  });

  test('of a leaf gives it a gradient of one', () => {
    const x = tensor(2, { dtype: 'float32', requiresGrad: true });
    x.backward();
    expect(x.grad?.item()).toBe(1);
  });

  test('runs the latest forward op first', () => {
    const x = leaf([1, 2]);
    const order: string[] = [];
    const note = (name: string, t: Tensor) => {
      t.registerHook(() => void order.push(name));
      return t;
    };
    const a = note('a', x.mul(2));
    const b = note('b', x.mul(3));
    const c = note('c', a.mul(1));
    note('d', b.add(c)).sum().backward();
    expect(order).toEqual(['d', 'c', 'b', 'a']);
  });

  test('can start again inside of a hook', () => {
    const x = leaf([1, 2]);
    const w = leaf([5]);
    const y = x.mul(1);
    // As in PyTorch, nothing is recorded during a backward pass unless it is asked for.
    y.registerHook(() => enableGrad(() => w.mul(2).sum().backward()));
    y.sum().backward();
    expect(w.grad?.tolist()).toEqual([2]);
    expect(x.grad?.tolist()).toEqual([1, 1]);
  });
});

describe('grad', () => {
  test('gives gradients without touching .grad, also by tensors that are no leaves', () => {
    const x = leaf([1, 2]);
    const y = x.mul(3);
    const [byY, byX] = grad(y.mul(y).sum(), [y, x]);
    expect(byY.tolist()).toEqual([6, 12]);
    expect(byX.tolist()).toEqual([18, 36]);
    expect([x.grad, y.grad]).toEqual([null, null]);
  });

  test('of a gradient, of any order', () => {
    const x = tensor(2, { dtype: 'float64', requiresGrad: true });
    let y: Tensor = x.pow(4);
    for (const expected of [32, 48, 48, 24]) {
      [y] = grad(y, x, { createGraph: true });
      expect(y.item()).toBe(expected);
    }
  });

  test('by a tensor that was not used is an error, or null', () => {
    const x = leaf([1]);
    const y = leaf([1]);
    const z = x.sum();
    expect(() => grad(z, [x, y], { retainGraph: true })).toThrow(
      'grad: one of the inputs was not used to make the outputs — input 1, [1] — leave it out, or give { allowUnused: true }',
    );
    expect(grad(z, [x, y], { allowUnused: true })[1]).toBeNull();
    expect(() => grad(x.sum(), zeros([2]))).toThrow('grad: an input does not require grad');
  });

  test('of several outputs is the sum of theirs', () => {
    const x = leaf([3]);
    const [byX] = grad([x.mul(2).sum(), x.mul(x)], x, {
      gradOutputs: [null, tensor([10], { dtype: 'float32' })],
    });
    expect(byX.tolist()).toEqual([62]);
  });
});

describe('hooks and retained gradients', () => {
  test('a hook sees a gradient, and may replace it', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const seen: unknown[] = [];
    const handle = y.registerHook((gradient) => {
      seen.push(gradient.tolist());
      return gradient.mul(10);
    });
    y.sum().backward(null, { retainGraph: true });
    expect(seen).toEqual([[1, 1]]);
    expect(x.grad?.tolist()).toEqual([20, 20]);
    handle.remove();
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([22, 22]);
  });

  test('what a hook makes, gives or sees is never disposed by the walk', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const held: Tensor[] = [];
    y.registerHook((gradient) => {
      held.push(gradient, gradient.mul(3));
      return held[1];
    });
    y.add(1).exp().sum().backward();
    x.grad?.zero_();
    expect(held.map((each) => each.isDisposed)).toEqual([false, false]);
    expect(held[1].tolist()).toEqual(held[0].mul(3).tolist());
  });

  test('a hook of a leaf sees the sum of its gradients once', () => {
    const x = leaf([1]);
    const seen: unknown[] = [];
    x.registerHook((gradient) => void seen.push(gradient.tolist()));
    x.mul(2).add(x.mul(3)).sum().backward();
    expect(seen).toEqual([[5]]);
  });

  test('retainGrad keeps the gradient of a tensor that is no leaf', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const z = y.exp();
    y.retainGrad();
    z.sum().backward();
    expect(y.grad?.tolist()).toEqual(z.tolist());
    expect(z.grad).toBeNull();
  });
});

describe('GradientTape', () => {
  test('gives gradients in the form of its sources', () => {
    const x = tensor([1, 2], { dtype: 'float32' });
    const w = leaf([3, 4]);
    const tape = new GradientTape({ persistent: true });
    tape.watch(x);
    const y = x.mul(w);
    tape.stop();
    expect(tape.gradient(y, x)?.tolist()).toEqual([3, 4]);
    expect(tape.gradient(y, [w, x]).map((each) => each?.tolist())).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tape.gradient(y, { w }).w?.tolist()).toEqual([1, 2]);
    expect(tape.gradient(y, zeros([2]))).toBeNull();
    tape[Symbol.dispose]();
    expect(x.requiresGrad).toBe(false);
  });

  test('records the gradient of another tape inside of it', () => {
    const x = tensor(3, { dtype: 'float32' });
    const outer = new GradientTape();
    outer.watch(x);
    const inner = new GradientTape();
    const y = x.mul(x).mul(x);
    inner.stop();
    const first = inner.gradient(y, x) as Tensor;
    outer.stop();
    expect(first.item()).toBe(27);
    expect(outer.gradient(first, x)?.item()).toBe(18);
  });

  test('is used up by one gradient unless it is persistent', () => {
    const x = leaf([1]);
    const tape = new GradientTape();
    const y = x.mul(2);
    tape.stop();
    tape.gradient(y, x);
    expect(() => tape.gradient(y, x)).toThrow('GradientTape: the tape is used up');
  });
});

describe('modes', () => {
  test('noGrad holds for an async function until it settles', async () => {
    const x = leaf([1]);
    const y = await noGrad(async () => {
      await Promise.resolve();
      return x.mul(2);
    });
    expect(y.requiresGrad).toBe(false);
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  test('noGrad ends where its function throws', () => {
    expect(() => noGrad(() => randn([2]).matmul(randn([3])))).toThrow(OpError);
    expect(leaf([1]).mul(2).requiresGrad).toBe(true);
  });

  test('only floats can require gradients', () => {
    expect(() => tensor([1, 2], { requiresGrad: true })).toThrow(
      'requiresGrad: only floating tensors can require gradients — int64 — convert it first with .float()',
    );
    const y = leaf([1]).mul(2);
    expect(() => y.requiresGrad_(false)).toThrow('requiresGrad: the tensor is no leaf');
  });
});

test('a training step lowers the loss', () => {
  const w = randn([3, 2]).mul(0.1).requiresGrad_();
  const x = randn([8, 3]);
  const y = tensor([0, 1, 0, 1, 1, 0, 0, 1]);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    w.grad = null;
    const loss = F.crossEntropy(x.matmul(w), y);
    loss.backward();
    noGrad(() => w.sub_(w.grad as Tensor));
    losses.push(loss.item());
  }
  expect(losses.at(-1)).toBeLessThan(losses[0]);
});
