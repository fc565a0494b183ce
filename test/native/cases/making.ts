/** Kernels that make elements from nothing. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { cast, expectClose } from '../close';
import { buffer, call, place, read, releaseAll, run, size, write } from '../rig';
import { type Case, type Cases, everything, fractions, numbers } from './case';
import { philox } from './philox';

const drawn = shapes().chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    target: layouts(shape.length, false),
    strided: fc.boolean(),
    seed: seeds,
  }),
);

const fill: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(drawn, fc.integer({ min: 0, max: 200 }), ({ shape, target, strided, seed }, value) => {
      const output = strided
        ? place(dtype, shape, values(dtype, size(shape), seed), target)
        : { fresh: dtype, shape };
      expectClose(
        dtype,
        read(call('fill', output, [], [value])),
        Array(size(shape)).fill(cast(dtype, value)),
      );
      releaseAll();
    }),
};

const empty: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(shapes(), (shape) => {
      expect(read(call('empty', { fresh: dtype, shape })).length).toBe(size(shape));
      releaseAll();
    }),
};

const item: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(seeds, fc.integer({ min: 0, max: 3 }), (seed, ndim) => {
      const input = place(dtype, Array(ndim).fill(1), values(dtype, 1, seed), { offset: seed % 3 });
      write('item', [], [input], []);
      run();
      expectClose(dtype, [buffer[20 + 4]], read(input));
      releaseAll();
    }),
};

/** With some elements that are not finite. */
const health: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(
      shapes().chain((shape) => fc.tuple(fc.constant(shape), layouts(shape.length, true))),
      seeds,
      fc.array(fc.constantFrom(Number.NaN, Infinity, -Infinity, 0), { maxLength: 3 }),
      ([shape, layout], seed, special) => {
        const given = [...special, ...values(dtype, size(shape), seed)].slice(0, size(shape));
        const input = place(dtype, shape, given, layout);
        const elements = read(input);
        const finite = elements.filter((x) => Number.isFinite(x));
        const many = (is: (x: number) => boolean) => elements.filter(is).length;
        write('health', [], [input], [0, 0, 0]);
        run();
        expect(buffer[20 + 4]).toBe(finite.length === elements.length ? 1 : 0);
        write('health', [], [input], [1, -0.5, 0.5]);
        run();
        const [nan, positive, negative, zeros, sum, squares, least, most, outside, count] = buffer.slice(
          20 + 8,
        );
        expect([nan, positive, negative, zeros, outside, count]).toEqual([
          many(Number.isNaN),
          many((x) => x === Infinity),
          many((x) => x === -Infinity),
          many((x) => x === 0),
          many((x) => x <= -0.5 || x >= 0.5),
          finite.length,
        ]);
        // In another order than here; of float32 in float32, block by block.
        const digits = dtype === 'float32' ? 1e-6 : 1e-13;
        const expectSum = (got: number, terms: readonly number[]) => {
          const size = terms.reduce((a, b) => a + Math.abs(b), 0);
          expect(Math.abs(got - terms.reduce((a, b) => a + b, 0))).toBeLessThanOrEqual(digits * size);
        };
        expectSum(sum, finite);
        expectSum(
          squares,
          finite.map((x) => x * x),
        );
        const extremes = finite.length
          ? [Math.min(...finite), Math.max(...finite)]
          : [Number.NaN, Number.NaN];
        // 0 and -0 are the same extreme.
        expect([least + 0, most + 0]).toEqual(extremes.map((extreme) => extreme + 0));
        releaseAll();
      },
    ),
};

const arange: Case = {
  dtypes: numbers,
  property: (dtype) =>
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -8, max: 8 }),
      layouts(1, false),
      (count, start, eighths, target) => {
        const step = dtype === 'float32' || dtype === 'float64' ? eighths / 8 : eighths;
        const output =
          count % 2
            ? place(dtype, [count], values(dtype, count, 1), target)
            : { fresh: dtype, shape: [count] };
        const got = read(call('arange', output, [], [start, step]));
        expectClose(
          dtype,
          got,
          Array.from({ length: count }, (_, k) => cast(dtype, start + k * step)),
        );
        releaseAll();
      },
    ),
};

/** Number p of a seed as 64 random bits. */
function wide(seed: number, p: number): bigint {
  const words = philox(seed, Math.floor((2 * p) / 4));
  const at = (2 * p) % 4;
  return (BigInt(words[at + 1]) << 32n) | BigInt(words[at]);
}

const request = fc.record({
  shape: shapes(),
  seed: fc.oneof(seeds, fc.constant(2 ** 53 - 1)),
  offset: fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constant(2 ** 40 + 3)),
  low: fc.integer({ min: -20, max: 20 }),
  span: fc.integer({ min: 1, max: 1000 }),
});

const uniform: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(request, ({ shape, seed, offset, low, span }) => {
      const high = low + span;
      const got = read(call('uniform', { fresh: dtype, shape }, [], [seed, offset, low, high]));
      got.forEach((x, i) => {
        const p = offset + i;
        const fraction =
          dtype === 'float32'
            ? (philox(seed, Math.floor(p / 4))[p % 4] >>> 8) / 2 ** 24
            : Number(wide(seed, p) >> 11n) / 2 ** 53;
        // The product and the sum are rounded, together or each.
        const error = (Math.abs(low) + span) * (dtype === 'float32' ? 2 ** -23 : 2 ** -52);
        expect(Math.abs(x - (low + fraction * span))).toBeLessThanOrEqual(error);
        expect(x >= low && x < high).toBe(true);
      });
      releaseAll();
    }),
};

const normal: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(request, ({ shape, seed, offset, low, span }) => {
      const got = read(call('normal', { fresh: dtype, shape }, [], [seed, offset, low, span]));
      got.forEach((x, i) => {
        const pair = Math.floor((offset + i) / 2);
        const radius = Math.sqrt(-2 * Math.log((Number(wide(seed, 2 * pair) >> 11n) + 1) / 2 ** 53));
        const angle = (Number(wide(seed, 2 * pair + 1) >> 11n) / 2 ** 53) * 2 * Math.PI;
        const want = low + span * radius * ((offset + i) % 2 ? Math.sin(angle) : Math.cos(angle));
        const error = (Math.abs(want) + span) * (dtype === 'float32' ? 2 ** -23 : 2 ** -48);
        expect(Math.abs(x - want)).toBeLessThanOrEqual(error);
      });
      releaseAll();
    }),
};

const randint: Case = {
  dtypes: ['int64'],
  property: () =>
    fc.property(request, ({ shape, seed, offset, low, span }) => {
      const got = read(call('randint', { fresh: 'int64', shape }, [], [seed, offset, low, low + span]));
      expect(got).toEqual(got.map((_, i) => low + Number((wide(seed, offset + i) * BigInt(span)) >> 64n)));
      releaseAll();
    }),
};

const randperm: Case = {
  dtypes: ['int64'],
  property: () =>
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      seeds,
      fc.integer({ min: 0, max: 50 }),
      (n, seed, offset) => {
        const want = [...Array(n).keys()];
        for (let i = 0; i < n; i++) {
          const other = i + Number((wide(seed, offset + i) * BigInt(n - i)) >> 64n);
          [want[i], want[other]] = [want[other], want[i]];
        }
        expect(read(call('randperm', { fresh: 'int64', shape: [n] }, [], [seed, offset]))).toEqual(want);
        releaseAll();
      },
    ),
};

export const makingCases: Cases = { fill, empty, item, health, arange, uniform, normal, randint, randperm };
