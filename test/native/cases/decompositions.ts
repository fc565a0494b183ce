/** Decompositions: their factors multiply to the matrix, and are what they are said to be. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, random, seeds } from '../arbitrary';
import { callAll, type Dtype, type Fresh, type Placed, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions } from './case';

/** A matrix as rows. */
type Rows = readonly (readonly number[])[];

const length = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 110 }) },
);

const drawn = fc.record({
  batch: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 1 }),
  m: length,
  n: length,
  k: length,
  left: layouts(3, false),
  right: layouts(3, false),
  seed: seeds,
  flags: fc.tuple(fc.boolean(), fc.boolean()),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** The layout of the last `ndim` axes. */
function tail(layout: Drawn['left'], ndim: number): Drawn['left'] {
  const skipped = 3 - ndim;
  const order = layout.order?.filter((axis) => axis >= skipped).map((axis) => axis - skipped);
  return { ...layout, order, steps: layout.steps?.slice(skipped) };
}

/** Random matrices [...batch, m, n] between -2 and 2; `shape` changes each of them. */
function matrices(
  dtype: Dtype,
  { batch, left, seed }: Pick<Drawn, 'batch' | 'left' | 'seed'>,
  [m, n]: readonly [number, number],
  change: (rows: number[][]) => number[][] = (rows) => rows,
): Placed {
  const next = random(seed);
  const all = Array.from({ length: size(batch) }, () =>
    change(Array.from({ length: m }, () => Array.from({ length: n }, () => 4 * next() - 2))),
  );
  return place(dtype, [...batch, m, n], all.flat(2), tail(left, batch.length + 2));
}

/** Each matrix of a tensor. */
function rowsOf(tensor: Placed): Rows[] {
  const [m, n] = tensor.shape.slice(-2);
  const flat = read(tensor);
  return Array.from({ length: size(tensor.shape.slice(0, -2)) }, (_, b) =>
    Array.from({ length: m }, (_, i) => flat.slice((b * m + i) * n, (b * m + i + 1) * n)),
  );
}

const columns = (a: Rows) => a[0]?.length ?? 0;
const transposed = (a: Rows, n = columns(a)): Rows =>
  Array.from({ length: n }, (_, j) => a.map((row) => row[j]));
const product = (a: Rows, b: Rows, n = columns(b)): Rows =>
  a.map((row) => Array.from({ length: n }, (_, j) => row.reduce((sum, x, p) => sum + x * b[p][j], 0)));
const identity = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));

/** As close as rounding to the dtype and sums of that many terms allow, for matrices of this size. */
function expectEqual(got: Rows, want: Rows, dtype: Dtype, magnitude = 1): void {
  const terms = Math.max(got.length, columns(got), 4);
  const error = (dtype === 'float32' ? 2 ** -22 : 2 ** -49) * terms * Math.max(magnitude, 1);
  expect(got.length).toBe(want.length);
  got.forEach((row, i) => {
    row.forEach((x, j) => {
      expect(Math.abs(x - want[i][j]), `[${i}, ${j}]: ${x} for ${want[i][j]}`).toBeLessThanOrEqual(error);
    });
  });
}

const largest = (a: Rows) => a.reduce((most, row) => row.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);

/** A case of one input [...batch, m, n], whose factors are checked matrix by matrix. */
function decomposition(
  kernel: string,
  outputs: (d: Drawn, dtype: Dtype) => readonly Fresh[],
  check: (a: Rows, factors: readonly Rows[], dtype: Dtype, d: Drawn) => void,
  options: {
    square?: boolean;
    change?: (rows: number[][]) => number[][];
    attributes?: (d: Drawn) => number[];
  } = {},
): Case {
  return {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(drawn, (free) => {
        const d = options.square ? { ...free, m: free.n } : free;
        const a = matrices(dtype, d, [d.m, d.n], options.change);
        const fresh = outputs(d, dtype);
        const made = callAll(kernel, fresh, [a], options.attributes?.(d) ?? []);
        const factors = made.map((each) =>
          each.shape.length === a.shape.length ? rowsOf(each) : vectorsOf(each),
        );
        rowsOf(a).forEach((matrix, b) => {
          check(
            matrix,
            factors.map((all) => all[b]),
            dtype,
            d,
          );
        });
        releaseAll();
      }),
  };
}

/** Vectors [...batch, n] as matrices of one row. */
function vectorsOf(tensor: Placed): Rows[] {
  return rowsOf({
    ...tensor,
    shape: [...tensor.shape.slice(0, -1), 1, tensor.shape.at(-1)!],
    strides: [...tensor.strides.slice(0, -1), 0, tensor.strides.at(-1)!],
  });
}

const lu = decomposition(
  'lu',
  ({ batch, m, n }, dtype) => [
    { fresh: dtype, shape: [...batch, m, n] },
    { fresh: 'int32', shape: [...batch, Math.min(m, n)] },
  ],
  (a, [packed, [pivots]], dtype) => {
    const [m, n] = [a.length, columns(a)];
    const k = Math.min(m, n);
    const lower = packed.map((row, i) =>
      Array.from({ length: k }, (_, j) => (j < i ? row[j] : Number(j === i))),
    );
    const upper = packed.slice(0, k).map((row, i) => row.map((x, j) => (j < i ? 0 : x)));
    const exchanged = [...a];
    (pivots ?? []).forEach((pivot, j) => {
      [exchanged[j], exchanged[pivot - 1]] = [exchanged[pivot - 1], exchanged[j]];
    });
    expect(largest(lower)).toBeLessThanOrEqual(1);
    expectEqual(product(lower, upper, n), exchanged, dtype, 2 * largest(upper));
  },
);

const cholesky = decomposition(
  'cholesky',
  ({ batch, n }, dtype) => [{ fresh: dtype, shape: [...batch, n, n] }],
  (a, [lower], dtype) => {
    lower.forEach((row, i) => {
      expect(row.slice(i + 1).every((x) => x === 0)).toBe(true);
    });
    expectEqual(product(lower, transposed(lower), lower.length), a, dtype, largest(a));
  },
  {
    square: true,
    change: (rows) =>
      product(rows, transposed(rows), rows.length).map((row, i) => row.map((x, j) => x + Number(i === j))),
  },
);

const qr = decomposition(
  'qr',
  ({ batch, m, n, flags: [complete] }, dtype) => {
    const k = complete ? m : Math.min(m, n);
    return [
      { fresh: dtype, shape: [...batch, m, k] },
      { fresh: dtype, shape: [...batch, k, n] },
    ];
  },
  (a, [q, r], dtype) => {
    const k = r.length;
    r.forEach((row, i) => {
      expect(row.slice(0, i).every((x) => x === 0)).toBe(true);
    });
    expectEqual(product(transposed(q, k), q, k), identity(k), dtype);
    expectEqual(product(q, r, columns(a)), a, dtype, largest(r));
  },
);

const eigh = decomposition(
  'eigh',
  ({ batch, n }, dtype) => [
    { fresh: dtype, shape: [...batch, n] },
    { fresh: dtype, shape: [...batch, n, n] },
  ],
  (a, [[values], vectors], dtype, { flags: [upper] }) => {
    const whole = a.map((row, i) => row.map((x, j) => (upper === j >= i ? x : a[j][i])));
    const n = a.length;
    expect(values ?? []).toEqual([...(values ?? [])].sort((x, y) => x - y));
    expectEqual(product(transposed(vectors), vectors, n), identity(n), dtype);
    const scaled = vectors.map((row) => row.map((x, j) => x * values[j]));
    expectEqual(product(whole, vectors, n), scaled, dtype, 2 * n);
  },
  { square: true, attributes: ({ flags: [upper] }) => [Number(upper)] },
);

const svd = decomposition(
  'svd',
  ({ batch, m, n, flags: [full] }, dtype) => {
    const k = Math.min(m, n);
    return [
      { fresh: dtype, shape: [...batch, m, full ? m : k] },
      { fresh: dtype, shape: [...batch, k] },
      { fresh: dtype, shape: [...batch, full ? n : k, n] },
    ];
  },
  (a, [u, [values], vh], dtype, { n }) => {
    const [p, q] = [columns(u), vh.length];
    expect(values ?? []).toEqual([...(values ?? [])].sort((x, y) => y - x));
    expect((values ?? []).every((x) => x >= 0)).toBe(true);
    expectEqual(product(transposed(u, p), u, p), identity(p), dtype);
    expectEqual(product(vh, transposed(vh, n), q), identity(q), dtype);
    const scaled = u.map((row) => (values ?? []).map((value, j) => row[j] * value));
    expectEqual(product(scaled, vh, n), a, dtype, values?.[0] ?? 0);
  },
  // Every third row is that before it, so that most ranks are not full.
  { change: (rows) => rows.map((row, i) => (i % 3 === 2 ? rows[i - 1] : row)) },
);

/** Solvers: A X is the right side. */
function solver(kernel: string, attributes: (d: Drawn) => number[], seen: (a: Rows, d: Drawn) => Rows): Case {
  return {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(drawn, (d) => {
        const { batch, n, k, seed, right } = d;
        // The diagonal outweighs the others, so that the error stays small.
        const a = matrices(dtype, d, [n, n], (rows) =>
          rows.map((row, i) => row.map((x, j) => x + (i === j ? 3 * n : 0))),
        );
        const b = matrices(dtype, { batch, left: right, seed: seed + 1 }, [n, k]);
        const [x] = callAll(kernel, [{ fresh: dtype, shape: [...batch, n, k] }], [a, b], attributes(d));
        const [solutions, wanted] = [rowsOf(x), rowsOf(b)];
        rowsOf(a).forEach((matrix, each) => {
          expectEqual(product(seen(matrix, d), solutions[each], k), wanted[each], dtype, 4);
        });
        releaseAll();
      }),
  };
}

const solve = solver(
  'solve',
  () => [],
  (a) => a,
);

const solveTriangular = solver(
  'solveTriangular',
  ({ flags: [upper] }) => [Number(upper), 0],
  (a, { flags: [upper] }) => a.map((row, i) => row.map((x, j) => ((upper ? j >= i : j <= i) ? x : 0))),
);

export const decompositionCases: Cases = { lu, cholesky, qr, eigh, svd, solve, solveTriangular };
