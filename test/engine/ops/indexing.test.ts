import { arange, grad, noGrad, ones, type Tensor, tensor, zeros } from 'backstep';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyIndex, indexed, named, placesOf } from './places';

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** 0, 1, 2, … in a shape, in row-major order whatever the order in memory. */
function counted(shape: readonly number[], backwards: boolean): Tensor {
  const whole = arange(count(shape)).reshape(shape);
  const order = shape.map((_, axis) => shape.length - 1 - axis);
  return backwards ? whole.permute(order).contiguous().permute(order) : whole.clone();
}

function flatten(source: readonly number[], shape: readonly number[]): number {
  return source.reduce((sum, index, axis) => sum * shape[axis] + index, 0);
}

describe('any mixture of places', () => {
  test('names the elements that loops find', () => {
    fc.assert(
      fc.property(indexed, fc.boolean(), ({ shape, drawn }, backwards) => {
        const wanted = named(shape, drawn);
        const part = counted(shape, backwards).at(...placesOf(drawn));
        expect(part.shape).toEqual(wanted.shape);
        expect(part.reshape(-1).tolist()).toEqual(wanted.sources.map((source) => flatten(source, shape)));
      }),
      { numRuns: 400 },
    );
  });

  test('is written to as loops write, the last of several values staying, by a value that is broadcast', () => {
    fc.assert(
      fc.property(
        indexed,
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        fc.nat(8),
        ({ shape, drawn }, backwards, repeats, missing) => {
          const wanted = named(shape, drawn);
          const own = wanted.shape
            .map((size, axis) => (repeats[axis] ? 1 : size))
            .slice(Math.min(missing, wanted.shape.length));
          const value = arange(count(own)).add(1000).reshape(own);
          const x = counted(shape, backwards);
          const before = x.version;
          expect(x.at_(placesOf(drawn), value)).toBe(x);
          expect(x.version).toBeGreaterThan(before);
          const expected = Array.from({ length: count(shape) }, (_, at) => at);
          everyIndex(wanted.shape).forEach((index, k) => {
            const from = index
              .slice(wanted.shape.length - own.length)
              .map((at, axis) => (own[axis] === 1 ? 0 : at));
            expected[flatten(wanted.sources[k], shape)] = 1000 + flatten(from, own);
          });
          expect(x.reshape(-1).tolist()).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('has the gradient of the elements that it names, by what is read, written over and written', () => {
    fc.assert(
      fc.property(indexed, fc.boolean(), ({ shape, drawn }, backwards) => {
        const wanted = named(shape, drawn);
        const times = new Array<number>(count(shape)).fill(0);
        for (const source of wanted.sources) times[flatten(source, shape)]++;
        const x = counted(shape, backwards).double().requiresGrad_();
        const [byRead] = grad(x.at(...placesOf(drawn)).sum(), x);
        expect(byRead.reshape(-1).tolist()).toEqual(times);

        const value = zeros(wanted.shape, { dtype: 'float64', requiresGrad: true });
        const written = x.clone().at_(placesOf(drawn), value);
        const [byOld, byValue] = grad(written.sum(), [x, value], { allowUnused: true });
        // Where everything is written over, nothing is left to have a gradient.
        const left = byOld?.reshape(-1).tolist() ?? times.map(() => 0);
        expect(left).toEqual(times.map((each) => (each > 0 ? 0 : 1)));
        expect(byValue?.tolist()).toEqual(ones(wanted.shape).tolist());
      }),
      { numRuns: 150 },
    );
  });
});

describe('assignment', () => {
  test('through a view changes the base and the gradients of both', () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]], { dtype: 'float64', requiresGrad: true }); // biome-ignore format: a matrix
    const value = tensor([10, 20], { dtype: 'float64', requiresGrad: true });
    const y = x.mul(1);
    const row = y.at(1);
    row.at_([[0, 2]], value);
    expect(y.tolist()).toEqual([
      [1, 2, 3],
      [10, 5, 20],
    ]);
    const [byX, byValue] = grad(y.square().sum(), [x, value]);
    expect(byX.tolist()).toEqual([
      [2, 4, 6],
      [0, 10, 0],
    ]);
    expect(byValue.tolist()).toEqual([20, 40]);
  });

  test('is noticed by what was saved before it', () => {
    const x = tensor([1, 2, 3], { dtype: 'float32', requiresGrad: true });
    const y = x.mul(2);
    const loss = y.square().sum();
    y.at_([[0]], 5);
    expect(() => loss.backward()).toThrow('has been modified by an inplace operation');
  });

  test('to a leaf that requires a gradient is an error outside of noGrad', () => {
    const x = ones([3], { requiresGrad: true });
    expect(() => x.at_(0, 5)).toThrow('a view of a leaf that requires grad is used in an in-place operation');
    expect(() => x.at_([[0, 1]], 5)).toThrow('a leaf that requires grad is used in an in-place operation');
    noGrad(() => x.at_([[0, 1]], 5));
    expect(x.tolist()).toEqual([5, 5, 1]);
  });

  test('reads a value that shares the memory before it writes', () => {
    const x = arange(5);
    x.at_('1:', x.at(':-1'));
    expect(x.tolist()).toEqual([0, 0, 1, 2, 3]);
    const y = arange(5);
    y.at_([[1, 2, 3, 4]], y.at(':-1'));
    expect(y.tolist()).toEqual([0, 0, 1, 2, 3]);
  });

  test('converts a number, and a tensor only where a view is written, as PyTorch does', () => {
    expect(zeros([2], { dtype: 'int64' }).at_(0, tensor(1.7)).tolist()).toEqual([1, 0]);
    expect(
      zeros([2], { dtype: 'int64' })
        .at_([[0]], 1.7)
        .tolist(),
    ).toEqual([1, 0]);
    expect(() => zeros([2], { dtype: 'int64' }).at_([[0]], tensor([1.7]))).toThrow(
      'at_: the dtypes differ — float32 into int64 — convert the value with .to()',
    );
  });

  test('of 2^62 and more is exact', () => {
    const big = 2n ** 62n + 1n;
    const x = zeros([3], { dtype: 'int64' });
    x.at_([[2]], tensor(BigInt64Array.from([big])));
    expect(x.at([2, 0]).data()).toEqual(BigInt64Array.from([big, 0n]));
  });
});

describe('every form of index', () => {
  test('is taken as Python does', () => {
    const x = arange(6).reshape(2, 3);
    expect(x.at({ start: 0, end: 1 }).tolist()).toEqual([[0, 1, 2]]);
    expect(x.at({ step: 2 }, { start: -1 }).tolist()).toEqual([[2]]);
    expect(x.at(true).shape).toEqual([1, 2, 3]);
    expect(x.at(false, 0).shape).toEqual([0, 3]);
    expect(x.at(tensor(1)).tolist()).toEqual([3, 4, 5]);
    expect(x.at(tensor(1)).storage).toBe(x.storage);
    expect(x.at(0, ':', null).shape).toEqual([3, 1]);
    expect(x.at(1n).tolist()).toEqual([3, 4, 5]);
    expect(x.at(tensor([[true, false, true], [false, true, false]])).tolist()).toEqual([0, 2, 4]); // biome-ignore format: a mask
  });

  test.each([
    [
      () => arange(3).at_([[0, 1]], ones([3], { dtype: 'int64' })),
      'at_: the value does not broadcast to the shape of what is indexed — [3] into [2] — reshape it',
    ],
    [
      () => arange(3).at_('::-1', 1),
      'slice: the step must be greater than zero — step -1 — use flip() to go backwards',
    ],
    [
      () => arange(3).at(tensor([1], { dtype: 'uint8' })),
      'at: an index of uint8 can be a mask or integers — [1] — use .bool() or .long()',
    ],
    [
      () => arange(3).at(undefined as never),
      "at: a place is no index — undefined — give an integer, a slice such as '1:3', or a tensor",
    ],
    [
      () => arange(3).at((() => 0) as never),
      "at: a place is no index — () => 0 — give an integer, a slice such as '1:3', or a tensor",
    ],
    [
      () => arange(3).at({ stop: 1 } as never),
      'at: a slice cannot be read — { stop } — give { start, end, step }, or some of them',
    ],
    [() => arange(3).at(0.5), 'at: index 0.5 is out of range — axis 0 has size 3 — give one from -3 to 2'],
    [
      () => arange(3).at({ start: 0.5 }),
      'at: a bound of a slice is no integer — 0.5 — give integers, or leave bounds out',
    ],
    [
      () => arange(6).reshape(2, 3).at([0, 1], [0, 1, 2]),
      'at: sizes 2 and 3 of axis 0 differ — [2] and [3] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
    ],
    [() => zeros([0]).at(0), 'at: index 0 is out of range — axis 0 has size 0 — the axis is empty'],
    [
      () => arange(3).take(tensor([3])),
      'take: index 3 is out of range — [3] has 3 elements — give one from -3 to 2',
    ],
    [
      () => arange(3).put(tensor([0, 1]), tensor([1])),
      'put: the source has another number of elements than the index — source [1], index [2] — give as many',
    ],
    [
      () => arange(3).indexPut(['0:1'], 1),
      'indexPut: the indices are not tensors — 1 indices — use at_(), which takes any place',
    ],
  ])('tells what is wrong: %#', (wrong, message) => {
    expect(wrong).toThrow(message);
  });
});
