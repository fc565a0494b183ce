import fc from 'fast-check';
import { layouts, random, seeds, values } from '../arbitrary';
import { cast, expectClose } from '../close';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, everything, numbers } from './case';
import { indices, positionOf } from './reductions';

const integers = (count: number, below: number, seed: number): number[] => {
  const next = random(seed);
  return Array.from({ length: count }, () => Math.floor(next() * below));
};

const shapeOf = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
const drawn = shapeOf.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    // The index is no larger than the tensor, but along the axis it may be.
    smaller: fc.tuple(...shape.map((n) => fc.integer({ min: 0, max: n }))),
    along: fc.integer({ min: 0, max: 9 }),
    axis: fc.integer({ min: 0, max: shape.length - 1 }),
    a: layouts(shape.length, true),
    b: layouts(shape.length, true),
    c: layouts(shape.length, false),
    line: layouts(1, true),
    seed: seeds,
  }),
);

/** Sums are of few addends, in order: the same numbers as here. */
const sum = (dtype: Dtype, a: number, b: number) => cast(dtype, a + b);

const gather: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(drawn, ({ shape, smaller, along, axis, a, b, c, seed }) => {
      const taken = smaller.map((n, d) => (d === axis ? along : n));
      const data = place(dtype, shape, values(dtype, size(shape), seed), a);
      const index = place('int64', taken, integers(size(taken), shape[axis], seed + 1), b);
      const [x, at] = [read(data), read(index)];
      const output =
        seed % 2 ? { fresh: dtype, shape: taken } : place(dtype, taken, values(dtype, size(taken), seed), c);
      const got = read(call('gather', output, [data, index], [axis]));
      const want = indices(taken).map(
        (place, k) =>
          x[
            positionOf(
              place.map((i, d) => (d === axis ? at[k] : i)),
              shape,
            )
          ],
      );
      expectClose(dtype, got, want);
      releaseAll();
    }),
};

const scatterAdd: Case = {
  dtypes: numbers,
  property: (dtype) =>
    fc.property(drawn, ({ shape, smaller, along, axis, a, b, c, seed }) => {
      const taken = smaller.map((n, d) => (d === axis ? along : n));
      const output = place(dtype, shape, values(dtype, size(shape), seed, false), c);
      const index = place('int64', taken, integers(size(taken), shape[axis], seed + 1), b);
      const source = place(dtype, taken, values(dtype, size(taken), seed + 2, false), a);
      const [want, at, x] = [read(output), read(index), read(source)];
      indices(taken).forEach((place, k) => {
        const to = positionOf(
          place.map((i, d) => (d === axis ? at[k] : i)),
          shape,
        );
        want[to] = sum(dtype, want[to], x[k]);
      });
      expectClose(dtype, read(call('scatterAdd', output, [index, source], [axis])), want);
      releaseAll();
    }),
};

const indexSelect: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(drawn, ({ shape, along, axis, a, c, line, seed }) => {
      const n = shape[axis];
      const data = place(dtype, shape, values(dtype, size(shape), seed), a);
      const list = place(
        'int64',
        [along],
        integers(along, 2 * n, seed + 1).map((i) => i - n),
        line,
      );
      const [x, at] = [read(data), read(list)];
      const out = shape.map((m, d) => (d === axis ? along : m));
      const output =
        seed % 2 ? { fresh: dtype, shape: out } : place(dtype, out, values(dtype, size(out), seed), c);
      const got = read(call('indexSelect', output, [data, list], [axis]));
      const want = indices(out).map(
        (place) =>
          x[
            positionOf(
              place.map((i, d) => (d === axis ? (at[i] + n) % n : i)),
              shape,
            )
          ],
      );
      expectClose(dtype, got, want);
      releaseAll();
    }),
};

const indexAdd: Case = {
  dtypes: numbers,
  property: (dtype) =>
    fc.property(drawn, ({ shape, along, axis, a, c, line, seed }) => {
      const n = shape[axis];
      const output = place(dtype, shape, values(dtype, size(shape), seed, false), c);
      const list = place(
        'int64',
        [along],
        integers(along, 2 * n, seed + 1).map((i) => i - n),
        line,
      );
      const taken = shape.map((m, d) => (d === axis ? along : m));
      const source = place(dtype, taken, values(dtype, size(taken), seed + 2, false), a);
      const [want, at, x] = [read(output), read(list), read(source)];
      for (let k = 0; k < along; k++) {
        indices(taken).forEach((place, j) => {
          if (place[axis] !== k) return;
          const to = positionOf(
            place.map((i, d) => (d === axis ? (at[k] + n) % n : i)),
            shape,
          );
          want[to] = sum(dtype, want[to], x[j]);
        });
      }
      expectClose(dtype, read(call('indexAdd', output, [list, source], [axis])), want);
      releaseAll();
    }),
};

export const positionCases: Cases = { gather, scatterAdd, indexSelect, indexAdd };
