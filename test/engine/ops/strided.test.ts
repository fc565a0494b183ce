import { arange, grad, gradcheck, gradgradcheck, ones, randn, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';

describe('asStrided', () => {
  test('shows memory in any shape, from any element on', () => {
    const x = arange(12).reshape(3, 4);
    expect(x.asStrided([2, 2], [1, 5]).tolist()).toEqual([
      [0, 5],
      [1, 6],
    ]);
    expect(x.asStrided([3], [4], 1).tolist()).toEqual([1, 5, 9]);
    expect(x.at(1).asStrided([2], [1]).tolist()).toEqual([4, 5]);
    expect(x.asStrided([2, 3], [0, 1]).tolist()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(x.asStrided([0, 9], [100, 1]).shape).toEqual([0, 9]);
    expect(x.asStrided([], [], 11).item()).toBe(11);
  });

  test('is a view that can be written to', () => {
    const x = arange(6);
    x.asStrided([3], [2], 1).fill_(0);
    expect(x.tolist()).toEqual([0, 0, 2, 0, 4, 0]);
  });

  test.each<readonly [string, (x: Tensor) => Tensor]>([
    ['of overlapping windows', (x) => x.asStrided([4, 3], [2, 1])],
    ['that repeats', (x) => x.asStrided([2, 3], [0, 4], 1)],
    ['of a transposed tensor', (x) => x.reshape(3, 4).t().asStrided([2, 2], [3, 5], 2)],
    ['of a part', (x) => x.narrow(0, 2, 6).asStrided([3], [2])],
  ])('%s has the gradients of finite differences', (_, view) => {
    const x = randn([12], { dtype: 'float64', requiresGrad: true });
    gradcheck((input) => view(input as Tensor), [x]);
    gradgradcheck((input) => view(input as Tensor), [x]);
  });

  test('shares the gradient among elements of the input that lie in one place, as PyTorch does', () => {
    const x = ones([1], { requiresGrad: true });
    const wide = x.expand(3);
    const [byWide] = grad(wide.asStrided([1], [1]).sum(), wide);
    // 1 for the place, a third for each of the elements there.
    expect((byWide.tolist() as number[]).map((each) => Math.fround(each as number))).toEqual(
      [1, 1, 1].map((each) => Math.fround(each / 3)),
    );
  });
});

describe('unfold', () => {
  test('is a view that can be written to', () => {
    const x = arange(6);
    x.unfold(0, 2, 2).select(1, 0).fill_(9);
    expect(x.tolist()).toEqual([9, 1, 9, 3, 9, 5]);
  });
});

describe('a view that shows elements several times', () => {
  test.each<readonly [string, (x: Tensor) => Tensor]>([
    ['unfold', (x) => x.unfold(0, 3, 1)],
    ['asStrided', (x) => x.asStrided([2, 3], [1, 1])],
    ['expand', (x) => x.expand(2, 4)],
  ])('by %s has the sum of their gradients after its base was written to', (_, view) => {
    const x = ones([4], { requiresGrad: true });
    const y = x.mul(1);
    const shown = view(y);
    y.mul_(2);
    const [found] = grad(shown.sum(), x);
    const [wanted] = grad(view(x.mul(2)).sum(), x);
    expect(found.tolist()).toEqual(wanted.tolist());
  });
});

describe('a diagonal', () => {
  test('is a view that can be written to, and passes the gradient of what was written', () => {
    const x = ones([2, 2], { requiresGrad: true });
    const value = randn([2], { requiresGrad: true });
    const y = x.mul(3);
    y.diagonal().copy_(value);
    const [byX, byValue] = grad(y.sum(), [x, value]);
    expect(byX.tolist()).toEqual([
      [0, 3],
      [3, 0],
    ]);
    expect(byValue.tolist()).toEqual([1, 1]);
  });
});
