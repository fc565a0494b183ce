import { arange, grad, gradcheck, type Index, ones, randn, type Tensor, tensor } from 'backstep';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

type Nested = number | Nested[];

const cube = arange(24).reshape(2, 3, 4);

/** Python's slice of an array. */
function naiveSlice<T>(values: readonly T[], start: number | null, end: number | null, step: number): T[] {
  const size = values.length;
  const bound = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const picked: T[] = [];
  for (let at = bound(start ?? 0); at < bound(end ?? size); at += step) picked.push(values[at]);
  return picked;
}

describe('at', () => {
  test.each([
    [
      [1],
      [
        [12, 13, 14, 15],
        [16, 17, 18, 19],
        [20, 21, 22, 23],
      ],
    ],
    [[-1, 0, -1], 15],
    [
      [0, '1:3', 2],
      [6, 10],
    ],
    [
      [':', 0, '::2'],
      [
        [0, 2],
        [12, 14],
      ],
    ],
    [
      [0, 0, '-2:'],
      [2, 3],
    ],
    [
      ['...', 1],
      [
        [1, 5, 9],
        [13, 17, 21],
      ],
    ],
    [
      [1, '...', 1],
      [13, 17, 21],
    ],
    [[0, null, 1], [[4, 5, 6, 7]]],
    [[0, 0, null, '1:2', null], [[[1]]]],
    [
      [0, [2, 0], 1],
      [9, 1],
    ],
    [
      [':', [0, 2], [1, 3]],
      [
        [1, 11],
        [13, 23],
      ],
    ],
    [
      [[1, 0], ':', 0],
      [
        [12, 16, 20],
        [0, 4, 8],
      ],
    ],
    [
      [1, [true, false, true], 3],
      [15, 23],
    ],
    [
      [
        [
          [0, 1],
          [1, 0],
        ],
        0,
        0,
      ],
      [
        [0, 12],
        [12, 0],
      ],
    ],
    // Other places between the picks: the picked axes come first.
    [
      [[0, 1], ':', [0, 1]],
      [
        [0, 4, 8],
        [13, 17, 21],
      ],
    ],
  ])('%j', (places, expected) => {
    expect(cube.at(...(places as Index[])).tolist()).toEqual(expected);
  });

  test('picks by tensors and masks, and gives a copy then', () => {
    expect(cube.at(cube.gt(20)).tolist()).toEqual([21, 22, 23]);
    expect(cube.at(cube.at(':', ':', 0).gt(7)).shape).toEqual([4, 4]);
    expect(cube.at(tensor([1])).shape).toEqual([1, 3, 4]);
    expect(cube.at(0, tensor([-1]), tensor([[0], [-4]])).tolist()).toEqual([[8], [8]]);
    const x = ones([3]);
    x.at(tensor([0])).add_(1);
    expect(x.tolist()).toEqual([1, 1, 1]);
    expect(cube.at(cube.gt(99)).shape).toEqual([0]);
    expect(cube.at([]).shape).toEqual([0, 3, 4]);
  });

  test('gives views of integers and slices, that can be written to', () => {
    const x = arange(6).reshape(2, 3).clone();
    x.at(':', 1).fill_(9);
    x.at(0, '0:1').mul_(-1);
    expect(x.tolist()).toEqual([
      [0, 9, 2],
      [3, 9, 5],
    ]);
  });

  test('says what an index cannot be', () => {
    expect(() => cube.at(2)).toThrow(
      'at: index 2 is out of range — axis 0 has size 2 — give one from -2 to 1',
    );
    expect(() => cube.at(0, 0, 0, 0)).toThrow(
      'at: there are more places than axes — 4 places for [2, 3, 4] — leave some out',
    );
    expect(() => cube.at('...', '...')).toThrow("at: '...' comes twice");
    expect(() => cube.at('1-2')).toThrow(
      "at: a slice cannot be read — '1-2' — write it as 'start:end:step', such as '1:3'",
    );
    expect(() => cube.at('::-1')).toThrow('slice: the step must be greater than zero');
    expect(() => cube.at([0, 5])).toThrow('at: index 5 is out of range — the axis has 2 elements');
    expect(() => cube.at(tensor([0.5]))).toThrow('at: an index is not of integers — float32');
    expect(() => cube.at([true])).toThrow(
      'at: the mask has another shape than the axes that it is for — mask [1] for axes [2]',
    );
  });

  test('has gradients, also where an element is picked twice', () => {
    const x = tensor([1, 2, 3], { dtype: 'float32', requiresGrad: true });
    const [byX] = grad(x.at([0, 0, 2]).sum(), x);
    expect(byX.tolist()).toEqual([2, 0, 1]);
    for (const places of [
      [1],
      ['::2', 1],
      [[2, 0, 2]],
      [':', [1, 1], null],
      [[0, 1], ':', [2, 3]],
    ] as Index[][]) {
      gradcheck((y: Tensor) => y.at(...places), [randn([3, 2, 4], { dtype: 'float64', requiresGrad: true })]);
    }
  });

  test('slices as Python does', () => {
    const bound = fc.option(fc.integer({ min: -7, max: 7 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        bound,
        bound,
        fc.integer({ min: 1, max: 4 }),
        (size, start, end, step) => {
          const values = Array.from({ length: size }, (_, at) => at);
          const text = `${start ?? ''}:${end ?? ''}:${step}`;
          expect(arange(size).at(text).tolist()).toEqual(naiveSlice(values, start, end, step));
        },
      ),
    );
  });
});

describe('chains of views', () => {
  /** A view step as the engine and as nested arrays do it. */
  const transposed = (rows: Nested[][]): Nested[][] =>
    rows[0] === undefined ? [] : rows[0].map((_, column) => rows.map((row) => row[column]));

  const step = fc.oneof(
    fc.record({ kind: fc.constant('transpose' as const) }),
    fc.record({ kind: fc.constant('flip' as const) }),
    fc.record({ kind: fc.constant('rows' as const), start: fc.nat(3), step: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      kind: fc.constant('columns' as const),
      start: fc.nat(3),
      step: fc.integer({ min: 1, max: 3 }),
    }),
  );

  test('show the elements that nested arrays show, and reshape to their order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { maxLength: 5 }),
        (n, m, steps) => {
          let view = arange(n * m).reshape(n, m);
          let rows = view.tolist() as Nested[][];
          for (const each of steps) {
            if (each.kind === 'transpose') {
              view = view.t();
              rows = transposed(rows);
            } else if (each.kind === 'flip') {
              view = view.flip(0);
              rows = [...rows].reverse();
            } else {
              const [axis, size] = each.kind === 'rows' ? [0, view.shape[0]] : [1, view.shape[1]];
              const start = Math.min(each.start, size - 1);
              view = view.slice(axis, start, null, each.step);
              if (axis === 0) rows = naiveSlice(rows, start, null, each.step);
              else rows = rows.map((row) => naiveSlice(row, start, null, each.step));
            }
          }
          expect(view.tolist()).toEqual(rows);
          expect(view.reshape(-1).tolist()).toEqual(rows.flat());
          expect(view.clone().isContiguous()).toBe(true);
          expect(view.add(0).tolist()).toEqual(rows);
          expect(view.sum().item()).toBe((rows.flat() as number[]).reduce((a, b) => a + b, 0));
        },
      ),
    );
  });
});

describe('broadcasting', () => {
  const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });

  /** Pairs of shapes that go together: each axis of a common shape is kept, 1, or left out in front. */
  const pair = fc
    .tuple(
      shape,
      fc.array(fc.constantFrom('keep', 'one'), { minLength: 4, maxLength: 4 }),
      fc.nat(4),
      fc.nat(4),
    )
    .map(([full, how, left, right]) => [
      full.slice(Math.min(left, full.length)),
      full.map((size, axis) => (how[axis] === 'one' ? 1 : size)).slice(Math.min(right, full.length)),
    ]);

  function values(at: readonly number[]): number {
    return at.reduce((sum, index) => sum * 7 + index + 1, 0);
  }

  /** A tensor whose elements tell their own index. */
  function indexed(sizes: readonly number[]): Tensor {
    const all: number[] = [];
    const walk = (at: number[]): void => {
      if (at.length === sizes.length) all.push(values(at));
      else for (let index = 0; index < sizes[at.length]; index++) walk([...at, index]);
    };
    walk([]);
    return tensor(all, { dtype: 'int64' }).reshape(sizes);
  }

  test('repeats axes of size 1 and axes that are missing', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const ndim = Math.max(left.length, right.length);
        const size = (sizes: readonly number[], axis: number) => sizes[axis - ndim + sizes.length] ?? 1;
        const joined = Array.from({ length: ndim }, (_, axis) =>
          size(left, axis) === 1 ? size(right, axis) : size(left, axis),
        );
        const own = (sizes: readonly number[], at: readonly number[]) =>
          values(sizes.map((each, axis) => (each === 1 ? 0 : at[axis + ndim - sizes.length])));
        const result = indexed(left).mul(1000).add(indexed(right));
        expect(result.shape).toEqual(joined);
        const expected: number[] = [];
        const walk = (at: number[]): void => {
          if (at.length === ndim) expected.push(own(left, at) * 1000 + own(right, at));
          else for (let index = 0; index < joined[at.length]; index++) walk([...at, index]);
        };
        walk([]);
        expect(result.reshape(-1).tolist()).toEqual(expected);
      }),
    );
  });

  test('of shapes that do not go together is an error that names both', () => {
    expect(() => ones([2, 3]).add(ones([2]))).toThrow(
      'add: sizes 3 and 2 of axis 1 differ — [2, 3] and [2] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
    );
  });
});
