import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, values } from '../arbitrary';
import { cast } from '../close';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions, numbers } from './case';
import { indices, positionOf } from './reductions';

const length = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 3, arbitrary: fc.integer({ min: 9, max: 70 }) },
);

/** Sum of products and the error that the order of the sum may make: no more than a unit for each addend. */
function dot(a: number[], b: number[], dtype: Dtype, start = 0): { sum: number; error: number } {
  let sum = start;
  let size = Math.abs(start);
  for (let k = 0; k < a.length; k++) {
    sum += a[k] * b[k];
    size += Math.abs(a[k] * b[k]);
  }
  const epsilon = dtype === 'float32' ? 2 ** -23 : dtype === 'float64' ? 2 ** -51 : 0;
  return { sum: cast(dtype, sum), error: size * epsilon * (a.length + 2) };
}

function check(got: number[], want: { sum: number; error: number }[]): void {
  expect(got.length).toBe(want.length);
  want.forEach(({ sum, error }, k) => {
    expect(Math.abs(got[k] - sum), `element ${k}: ${got[k]} for ${sum}`).toBeLessThanOrEqual(error);
  });
}

const matmul: Case = {
  dtypes: numbers,
  property: (dtype) =>
    fc.property(
      fc
        .tuple(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), length, length, length)
        .chain(([batch, m, n, k]) =>
          fc.record({
            batch: fc.constant(batch),
            m: fc.constant(m),
            n: fc.constant(n),
            k: fc.constant(k),
            left: layouts(batch.length + 2, true),
            right: layouts(batch.length + 2, true),
            target: layouts(batch.length + 2, false),
            strided: fc.boolean(),
            seed: seeds,
          }),
        ),
      ({ batch, m, n, k, left, right, target, strided, seed }) => {
        const out = [...batch, m, n];
        const make = (shape: number[], layout: typeof left, shift: number) =>
          place(dtype, shape, values(dtype, size(shape), seed + shift, false), layout);
        const a = make([...batch, m, k], left, 0);
        const b = make([...batch, k, n], right, 1);
        const output = strided ? make(out, target, 2) : { fresh: dtype, shape: out };
        const [x, y] = [read(a), read(b)];
        const got = read(call('matmul', output, [a, b]));
        check(
          got,
          indices(out).map((index) => {
            const front = index.slice(0, -2);
            const [i, j] = index.slice(-2);
            const inner = [...Array(k).keys()];
            return dot(
              inner.map((p) => x[positionOf([...front, i, p], a.shape)]),
              inner.map((p) => y[positionOf([...front, p, j], b.shape)]),
              dtype,
            );
          }),
        );
        releaseAll();
      },
    ),
};

const linear: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(
      fc.record({
        n: length,
        i: length,
        o: length,
        x: layouts(2, true),
        w: layouts(2, true),
        b: layouts(1, true),
        target: layouts(2, false),
        strided: fc.boolean(),
        bias: fc.boolean(),
        seed: seeds,
      }),
      (drawn) => {
        const { n, i, o, seed } = drawn;
        const make = (shape: number[], layout: typeof drawn.x, shift: number) =>
          place(dtype, shape, values(dtype, size(shape), seed + shift, false), layout);
        const [x, w, b] = [make([n, i], drawn.x, 0), make([o, i], drawn.w, 1), make([o], drawn.b, 2)];
        const output = drawn.strided ? make([n, o], drawn.target, 3) : { fresh: dtype, shape: [n, o] };
        const [xs, ws, bs] = [read(x), read(w), read(b)];
        const got = read(call('linear', output, drawn.bias ? [x, w, b] : [x, w]));
        check(
          got,
          indices([n, o]).map(([row, column]) =>
            dot(
              xs.slice(row * i, row * i + i),
              ws.slice(column * i, column * i + i),
              dtype,
              drawn.bias ? bs[column] : 0,
            ),
          ),
        );
        releaseAll();
      },
    ),
};

const crossEntropy: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(
      fc.record({
        n: fc.integer({ min: 0, max: 9 }),
        classes: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 70 })),
        layout: layouts(2, false),
        line: layouts(1, false),
        reduction: fc.constantFrom(0, 1, 2),
        seed: seeds,
      }),
      ({ n, classes, layout, line, reduction, seed }) => {
        const logits = place(dtype, [n, classes], values(dtype, n * classes, seed, false), layout);
        const ignored = -100;
        const labels = values('uint8', n, seed + 1).map((x) => (x % 5 === 0 ? ignored : x % classes));
        const target = place('int64', [n], labels, line);
        const x = read(logits);
        const losses = labels.map((label, row) => {
          if (label === ignored) return 0;
          const z = x.slice(row * classes, (row + 1) * classes);
          const most = Math.max(...z);
          return Math.log(z.reduce((sum, y) => sum + Math.exp(y - most), 0)) + most - z[label];
        });
        const sum = losses.reduce((a, b) => a + b, 0);
        const counted = labels.filter((label) => label !== ignored).length;
        const want =
          reduction === 0 ? losses : [reduction === 2 ? sum : counted ? sum / counted : Number.NaN];
        const shape = reduction === 0 ? [n] : [];
        const got = read(
          call('crossEntropy', { fresh: dtype, shape }, [logits, target], [reduction, ignored]),
        );
        // Logits are up to 50, and their differences are rounded to the dtype.
        const error =
          400 * (dtype === 'float32' ? 2 ** -23 : 2 ** -50) * Math.max(1, reduction === 2 ? n : 1);
        want.forEach((loss, k) => {
          if (Number.isNaN(loss)) expect(got[k]).toBeNaN();
          else expect(Math.abs(got[k] - loss)).toBeLessThanOrEqual(error);
        });
        releaseAll();
      },
    ),
};

export const productCases: Cases = { matmul, linear, crossEntropy };
