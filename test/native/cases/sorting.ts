import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, random, seeds, values } from '../arbitrary';
import { cast, expectClose } from '../close';
import { call, type Dtype, type Placed, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, everything } from './case';
import { indices, positionOf } from './reductions';

/** NaN is the largest, and -0 equals 0. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The row-major positions of every line along an axis. */
function linesOf(shape: readonly number[], axis: number): number[][] {
  return indices(shape.map((n, d) => (d === axis ? 1 : n))).map((first) =>
    Array.from({ length: shape[axis] }, (_, k) =>
      positionOf(
        first.map((i, d) => (d === axis ? k : i)),
        shape,
      ),
    ),
  );
}

/** The places in a line in the order of their elements; equals as they came. */
function order(x: readonly number[], line: readonly number[], sign = 1): number[] {
  return line.map((_, k) => k).sort((a, b) => sign * compare(x[line[a]], x[line[b]]) || a - b);
}

const drawn = fc.array(fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constantFrom(33, 450)), {
  minLength: 1,
  maxLength: 3,
});
const line = drawn
  .filter((shape) => size(shape) <= 4000)
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axis: fc.nat(shape.length - 1),
      a: layouts(shape.length, true),
      b: layouts(shape.length, false),
      seed: seeds,
      few: fc.boolean(),
    }),
  );

/** Elements of which many are equal, or none need be. */
function elements(dtype: Dtype, count: number, seed: number, few: boolean): number[] {
  const all = values(dtype, count, seed);
  return few ? all.map((_, k) => all[(k * 7) % Math.min(count, 5)]) : all;
}

/** An int64 output that the kernel allocates, or one that lies there in strides. */
function outputFor(shape: readonly number[], seed: number, layout: Parameters<typeof place>[3]) {
  return seed % 2
    ? ({ fresh: 'int64', shape } as const)
    : place('int64', shape, values('int64', size(shape), seed), layout);
}

const along = (
  kernel: string,
  attributesFor: (length: number, seed: number) => number[],
  want: (x: number[], line: number[], attributes: number[]) => number[],
): Case => ({
  dtypes: everything,
  property: (dtype) =>
    fc.property(line, ({ shape, axis, a, b, seed, few }) => {
      const data = place(dtype, shape, elements(dtype, size(shape), seed, few), a);
      const x = read(data);
      const attributes = attributesFor(shape[axis], seed);
      const wanted = linesOf(shape, axis).map((each) => want(x, each, attributes));
      const out = shape.map((n, d) => (d === axis ? (wanted[0]?.length ?? 1) : n));
      const got = read(call(kernel, outputFor(out, seed, b), [data], [axis, ...attributes.slice(0, 1)]));
      const flat: number[] = new Array(size(out)).fill(-1);
      linesOf(out, axis).forEach((each, k) => {
        each.forEach((position, i) => {
          flat[position] = wanted[k][i];
        });
      });
      expect(got).toEqual(flat);
      releaseAll();
    }),
});

/** Attributes: descending; then how many are wanted, which the output's shape tells. */
const argsort = along(
  'argsort',
  (length, seed) => [seed % 2, seed % 3 ? length : (seed % length) + 1],
  (x, each, [descending, count]) => order(x, each, descending ? -1 : 1).slice(0, count),
);

const kthIndex = along(
  'kthIndex',
  (length, seed) => [(seed % (length + 2)) - 2],
  (x, each, [rule]) => {
    const sorted = order(x, each);
    const numbers = each.filter((position) => !Number.isNaN(x[position])).length;
    if (rule >= 0) return [sorted[rule]];
    if (rule === -1) return [sorted[numbers < each.length ? numbers : (each.length - 1) >> 1]];
    return [sorted[numbers === 0 ? 0 : (numbers - 1) >> 1]];
  },
);

const modeIndex = along(
  'modeIndex',
  () => [],
  (x, each) => {
    const sorted = order(x, each);
    let best = { count: 0, place: 0 };
    for (let start = 0; start < sorted.length; ) {
      let end = start + 1;
      while (end < sorted.length && compare(x[each[sorted[start]]], x[each[sorted[end]]]) === 0) end++;
      if (end - start > best.count) best = { count: end - start, place: sorted[end - 1] };
      start = end;
    }
    return [best.place];
  },
);

const searchSorted: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(line, fc.nat(9), fc.boolean(), ({ shape, a, b, seed, few }, length, right) => {
      const last = shape.length - 1;
      const rows = few ? [length] : shape.map((n, d) => (d === last ? length : n));
      const unsorted = values(dtype, size(rows), seed + 1);
      const sorted: number[] = [];
      for (let start = 0; start < unsorted.length; start += Math.max(length, 1)) {
        sorted.push(...unsorted.slice(start, start + length).sort(compare));
      }
      const bounds = place(dtype, rows, sorted);
      const sought = place(dtype, shape, values(dtype, size(shape), seed), a);
      const [own, x] = [read(bounds), read(sought)];
      const got = read(call('searchSorted', outputFor(shape, seed, b), [bounds, sought], [+right]));
      const want = x.map((value, k) => {
        const start = few ? 0 : Math.floor(k / shape[last]) * length;
        const row = own.slice(start, start + length);
        return row.filter((bound) => compare(bound, value) < (right ? 1 : 0)).length;
      });
      expect(got).toEqual(want);
      releaseAll();
    }),
};

const nonzero: Case = {
  dtypes: ['bool'],
  property: (dtype) =>
    fc.property(line, ({ shape, a, seed }) => {
      const mask: Placed = place(dtype, shape, values(dtype, size(shape), seed), a);
      const want = read(mask).flatMap((value, k) => (value ? [k] : []));
      expect(read(call('nonzero', outputFor([want.length], seed, {}), [mask]))).toEqual(want);
      expect(() => call('nonzero', { fresh: 'int64', shape: [want.length + 1] }, [mask])).toThrow(
        'nonzero: ',
      );
      releaseAll();
    }),
};

/** The last of equal indices stays; a product of small numbers is exact. */
const scatter: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(line, fc.nat(3), fc.nat(9), ({ shape, axis, a, b, seed }, how, count) => {
      const kind = dtype === 'bool' ? 0 : how;
      const taken = shape.map((n, d) => (d === axis ? count : n));
      const next = random(seed);
      // Factors of 1 and 2, and few of them: a product stays exact.
      const drawn = (count: number, from: number) =>
        kind === 1 ? values('bool', count, from).map((bit) => 1 + bit) : values(dtype, count, from);
      const output = place(dtype, shape, drawn(size(shape), seed), b);
      const at = Array.from({ length: size(taken) }, () => Math.floor(next() * shape[axis]));
      const index = place('int64', taken, at);
      const source = place(dtype, taken, drawn(size(taken), seed + 2), a);
      const [want, x] = [read(output), read(source)];
      indices(taken).forEach((each, k) => {
        const to = positionOf(
          each.map((i, d) => (d === axis ? at[k] : i)),
          shape,
        );
        const [old, value] = [want[to], x[k]];
        if (kind === 0) want[to] = value;
        else if (kind === 1) want[to] = cast(dtype, old * value);
        else if (Number.isNaN(value) || (kind === 2 ? value > old : value < old)) want[to] = value;
      });
      expectClose(dtype, read(call('scatter', output, [index, source], [axis, kind])), want);
      releaseAll();
    }),
};

const indexCopy: Case = {
  dtypes: everything,
  property: (dtype) =>
    fc.property(line, fc.nat(9), ({ shape, axis, a, b, seed }, count) => {
      const n = shape[axis];
      const next = random(seed);
      const at = Array.from({ length: count }, () => Math.floor(next() * 2 * n) - n);
      const taken = shape.map((m, d) => (d === axis ? count : m));
      const output = place(dtype, shape, values(dtype, size(shape), seed), b);
      const source = place(dtype, taken, values(dtype, size(taken), seed + 2), a);
      const [want, x] = [read(output), read(source)];
      for (let k = 0; k < count; k++) {
        indices(taken).forEach((each, j) => {
          if (each[axis] !== k) return;
          const to = each.map((i, d) => (d === axis ? (at[k] + n) % n : i));
          want[positionOf(to, shape)] = x[j];
        });
      }
      const got = read(call('indexCopy', output, [place('int64', [count], at), source], [axis]));
      expectClose(dtype, got, want);
      releaseAll();
    }),
};

export const sortingCases: Cases = {
  argsort,
  kthIndex,
  modeIndex,
  searchSorted,
  nonzero,
  scatter,
  indexCopy,
};
