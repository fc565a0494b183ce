import {
  arange,
  empty,
  eye,
  full,
  linspace,
  memoryUse,
  oneHot,
  ones,
  onesLike,
  split,
  stack,
  tensor,
  unbind,
  zeros,
  zerosLike,
} from 'backstep';
import { describe, expect, test } from 'vitest';

describe('creation', () => {
  test('takes shape, dtype and requiresGrad', () => {
    const x = zeros([2, 3], { dtype: 'float64', requiresGrad: true });
    expect([x.shape, x.dtype, x.requiresGrad, x.isLeaf]).toEqual([[2, 3], 'float64', true, true]);
    expect(ones(3).tolist()).toEqual([1, 1, 1]);
    expect([full([2], 7).dtype, full([2], 0.5).dtype, full([], true).dtype]).toEqual([
      'int64',
      'float32',
      'bool',
    ]);
    expect(empty([4, 0]).shape).toEqual([4, 0]);
    const like = tensor([[1, 2]]);
    expect([zerosLike(like).dtype, onesLike(like, { dtype: 'float32' }).tolist()]).toEqual([
      'int64',
      [[1, 1]],
    ]);
    expect(() => zeros([2], { device: 'cuda' })).toThrow('zeros: there is no such device — cuda — use "cpu"');
    expect(() => zeros([2], { dtype: 'f32' as never })).toThrow(
      'zeros: there is no such dtype — f32 — one of float32, ',
    );
  });

  test('a shape that is changed later does not change the tensor', () => {
    const shape = [2, 2];
    const x = empty(shape);
    shape[0] = 9;
    expect(x.shape).toEqual([2, 2]);
    const sizes = [4];
    const y = zeros(sizes);
    const z = y.reshape(sizes);
    sizes[0] = 9;
    expect([y.shape, z.shape]).toEqual([[4], [4]]);
  });

  test('arange refuses a step that does not lead to the end', () => {
    expect(() => arange(0, 5, -1)).toThrow(
      'arange: the step leads away from the end — from 0 to 5 by -1 — change its sign',
    );
    expect(() => arange(0, 5, 0)).toThrow('arange: it would not end');
  });

  test('linspace includes both ends exactly', () => {
    expect(linspace(0, 1, 5).tolist()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(3, -3, 3).tolist()).toEqual([3, 0, -3]);
    expect(linspace(2, 9, 1).tolist()).toEqual([2]);
    const many = linspace(-0.1, 0.3, 1000, { dtype: 'float64' }).data();
    expect([many[0], many[999]]).toEqual([-0.1, 0.3]);
  });

  test('eye has ones on its diagonal', () => {
    expect(eye(2).tolist()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(eye(2, 3, { dtype: 'int64' }).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  test('tril and triu keep one side of a diagonal', () => {
    const x = arange(9).reshape(3, 3);
    expect(x.tril().tolist()).toEqual([
      [0, 0, 0],
      [3, 4, 0],
      [6, 7, 8],
    ]);
    expect(x.tril(1).at(0).tolist()).toEqual([0, 1, 0]);
    expect(x.triu(1).tolist()).toEqual([
      [0, 1, 2],
      [0, 0, 5],
      [0, 0, 0],
    ]);
    expect(ones([2, 2, 3]).triu().at(1).tolist()).toEqual([
      [1, 1, 1],
      [0, 1, 1],
    ]);
  });

  test('oneHot marks classes', () => {
    expect(oneHot(tensor([2, 0])).tolist()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(
      tensor([[1]])
        .oneHot(3)
        .tolist(),
    ).toEqual([[[0, 1, 0]]]);
    expect(() => oneHot(tensor([3]), 3)).toThrow('oneHot: a class is out of range — 3 to 3 of 3 classes');
  });
});

describe('parts', () => {
  const x = arange(10).reshape(5, 2);

  test('split, chunk and unbind give views that join to the whole', () => {
    expect(split(x, 2).map((part) => part.shape)).toEqual([
      [2, 2],
      [2, 2],
      [1, 2],
    ]);
    expect(x.split([1, 4])[1].tolist()).toEqual(x.at('1:').tolist());
    expect(x.chunk(3).map((part) => part.shape[0])).toEqual([2, 2, 1]);
    expect(stack(unbind(x, 1), 1).tolist()).toEqual(x.tolist());
    x.clone().split(2)[0].fill_(0);
    expect(() => x.split([1, 2])).toThrow(
      'split: the parts do not add up to the axis — [1, 2] of 5 — make them 5',
    );
    expect(() => x.split(0)).toThrow('split: 0 is no size of a part');
  });

  test('stack and cat say which shapes differ', () => {
    expect(() => stack([ones([2]), ones([3])])).toThrow('stack: the shapes differ — [2] and [3]');
    expect(() => stack([])).toThrow('stack: there are no tensors');
  });

  test('views that cannot be are errors', () => {
    expect(() => x.t().view(10)).toThrow(
      'view: the elements do not lie in memory in the order of the new shape — [2, 5] with strides [1, 2] to [10] — use reshape(), which copies where it must',
    );
    expect(() => x.reshape(3, -1)).toThrow(
      'reshape: the size of -1 cannot be told — [5, 2] to [3, -1] — give every size',
    );
    expect(() => x.reshape(3, 3)).toThrow(
      'reshape: the number of elements differs — [5, 2] has 10, [3, 3] has 9',
    );
    expect(() => x.expand(5, 3)).toThrow('expand: only axes of size 1 can be repeated — [5, 2] to [5, 3]');
    expect(() => x.permute(0)).toThrow('permute: not every axis comes once — [0] for 2 axes');
    expect(() => x.unsqueeze(4)).toThrow('unsqueeze: there is no axis 4 — the tensor has 3 axes');
    expect(() => x.narrow(0, 4, 2)).toThrow(
      'narrow: the part is not inside of the axis — start 4 and length 2 in axis 0 of [5, 2]',
    );
    expect(() => ones([2, 2, 2]).t()).toThrow('t: the tensor is no matrix — [2, 2, 2]');
  });

  test('a matrix that is far too large is refused before anything is made', () => {
    const peak = memoryUse().peak;
    expect(() => eye(2 ** 30)).toThrow(
      'eye: 4611686018427388000 bytes are more than can be addressed — [1073741824, 1073741824]',
    );
    expect(memoryUse().peak).toBe(peak);
  });

  test('flatten and unflatten are each other’s inverse', () => {
    const cube = arange(24).reshape(2, 3, 4);
    expect(cube.flatten(1).shape).toEqual([2, 12]);
    expect(cube.flatten().unflatten(0, [2, -1, 4]).tolist()).toEqual(cube.tolist());
    expect(tensor(3).flatten().shape).toEqual([1]);
    expect([cube.mT.shape, cube.at(0).T.shape]).toEqual([
      [2, 4, 3],
      [4, 3],
    ]);
  });
});
