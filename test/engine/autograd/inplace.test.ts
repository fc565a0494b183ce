import { gradcheck, noGrad, ones, randn, type Tensor, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const leaf = (data: number[] | number[][]) => tensor(data, { dtype: 'float32', requiresGrad: true });

describe('writing in place', () => {
  test('is refused for a leaf that requires a gradient, and for a view of one', () => {
    const w = leaf([[1, 2]]);
    expect(() => w.add_(1)).toThrow(
      'add_: a leaf that requires grad is used in an in-place operation — float32 [1, 2] — write to it inside of noGrad(() => …), or use the op without _',
    );
    expect(() => w.at(0).zero_()).toThrow(
      'zero_: a view of a leaf that requires grad is used in an in-place operation',
    );
    noGrad(() => w.add_(1));
    expect(w.tolist()).toEqual([[2, 3]]);
  });

  test('becomes part of the history', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    y.mul_(3);
    expect(y.gradFn?.name).toBe('MulBackward');
    y.add_(x);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([7, 7]);
  });

  test('keeps what its own gradient needs of the old values', () => {
    const x = leaf([2, 3]);
    const w = leaf([5, 7]);
    const y = x.mul(1);
    y.mul_(w);
    y.sum().backward();
    expect(w.grad?.tolist()).toEqual([2, 3]);
    expect(x.grad?.tolist()).toEqual([5, 7]);
  });

  test('makes a tensor that required no gradient require one', () => {
    const x = leaf([1, 2]);
    const buffer = zeros([2, 2]);
    buffer.at(1).copy_(x);
    expect(buffer.requiresGrad).toBe(true);
    buffer
      .mul(
        tensor([
          [1, 1],
          [3, 4],
        ]),
      )
      .sum()
      .backward();
    expect(x.grad?.tolist()).toEqual([3, 4]);
  });

  test('over a saved tensor is found by the backward pass', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const z = y.sum();
    y.add_(1);
    expect(() => z.backward()).not.toThrow();
    const other = y.mul(y);
    y.add_(1);
    expect(() => other.sum().backward()).toThrow(
      'backward: one of the variables needed for gradient computation has been modified by an inplace operation — float32 [2], the other of mul, is at version 2; expected version 1 instead — use the op that is not in place, or clone() before it',
    );
  });

  test('through a detached tensor, a view or noGrad is found too', () => {
    for (const write of [
      (y: Tensor) => y.detach().add_(1),
      (y: Tensor) => y.at(0).zero_(),
      (y: Tensor) => noGrad(() => y.zero_()),
    ]) {
      const x = leaf([1, 2]);
      const y = x.mul(2);
      const z = y.sigmoid().mul(y);
      write(y);
      expect(() => z.sum().backward()).toThrow('has been modified by an inplace operation');
    }
  });

  test('over a tensor that was not saved is no error', () => {
    const x = leaf([1, 2]);
    const y = x.add(1);
    const z = y.add(2);
    y.zero_();
    z.sum().backward();
    expect(x.grad?.tolist()).toEqual([1, 1]);
  });

  test('refuses a dtype or a shape that does not fit', () => {
    expect(() => tensor([1, 2]).add_(0.5)).toThrow(
      'add_: the result does not fit the dtype of the tensor — float32 into int64 — convert the tensor first, such as with .float()',
    );
    expect(() => ones([2]).add_(ones([3, 2]))).toThrow(
      'add_: the operand does not broadcast to the shape of the tensor — [3, 2] into [2] — reshape the operand',
    );
    expect(() => ones([1]).expand(3).add_(1)).toThrow(
      'add_: several elements share one place in memory — [3] with strides [0] — clone() the expanded tensor before writing to it',
    );
  });

  test('reads an operand that lies in the same memory before it writes', () => {
    const x = tensor([1, 2, 3, 4]);
    x.narrow(0, 1, 3).copy_(x.narrow(0, 0, 3));
    expect(x.tolist()).toEqual([1, 1, 2, 3]);
    const square = tensor([
      [1, 2],
      [3, 4],
    ]);
    square.add_(square.t());
    expect(square.tolist()).toEqual([
      [2, 5],
      [5, 8],
    ]);
  });

  test('counts versions for all views of the memory', () => {
    const x = zeros([4]);
    const view = x.at('1:3');
    view.add_(1);
    x.mul_(2);
    expect([x.version, view.version, x.detach().version]).toEqual([2, 2, 2]);
  });
});

describe('writing through a view', () => {
  const checked = (fn: (x: Tensor) => Tensor) =>
    gradcheck(fn, [randn([3, 4], { dtype: 'float64', requiresGrad: true })]);

  test('changes the history of its base', () => {
    checked((x) => {
      const y = x.mul(2);
      y.at(1).mul_(3);
      return y;
    });
  });

  test('changes the history of views made before, and of itself', () => {
    checked((x) => {
      const y = x.mul(2);
      const before = y.at(':', '1:3');
      const column = y.at(':', 2);
      column.mul_(x.at(':', 0));
      return before.mul(column.unsqueeze(1)).sum().add(y.sin().sum());
    });
  });

  test('cuts off what was there, when it is overwritten', () => {
    checked((x) => {
      const y = x.mul(2);
      y.t()
        .at('::2')
        .copy_(x.at(0).narrow(0, 0, 3).mul(2).expand(2, 3));
      y.at(0, 0).fill_(7);
      return y;
    });
  });

  test('works through writes one after the other', () => {
    checked((x) => {
      const y = x.clone();
      for (let row = 1; row < 3; row++) y.at(row).add_(y.at(row - 1).mul(0.5));
      return y;
    });
  });
});
