import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { cast, expectClose, ulp } from '../close';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions, numbers } from './case';

/** Row-major positions of `shape`, as indices. */
export function indices(shape: readonly number[]): number[][] {
  return Array.from({ length: size(shape) }, (_, k) => {
    const index = shape.map(() => 0);
    let rest = k;
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d] = rest % shape[d];
      rest = Math.floor(rest / shape[d]);
    }
    return index;
  });
}

export const positionOf = (index: readonly number[], shape: readonly number[]) =>
  index.reduce((position, i, d) => position * shape[d] + i, 0);

/** The elements that each output is made of, in order. */
function groups(shape: readonly number[], out: readonly number[], elements: readonly number[]): number[][] {
  const made = Array.from({ length: size(out) }, (): number[] => []);
  indices(shape).forEach((index, k) => {
    made[
      positionOf(
        index.map((i, d) => (out[d] === 1 ? 0 : i)),
        out,
      )
    ].push(elements[k]);
  });
  return made;
}

interface Reduction {
  readonly dtypes: readonly Dtype[];
  readonly of: (elements: number[], dtype: Dtype) => number;
  /** Whether there must be something to reduce. */
  readonly some?: boolean;
  /** Error allowed beside one unit in the last place. */
  readonly error?: (elements: number[], dtype: Dtype) => number;
  readonly suited?: (x: number, dtype: Dtype) => number;
}

const drawn = (empty: boolean) =>
  shapes({ empty }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      layout: layouts(shape.length, true),
      target: layouts(shape.length, false),
      strided: fc.boolean(),
      axes: fc.integer({ min: 0, max: 2 ** shape.length - 1 }),
      seed: seeds,
    }),
  );

function reduction(kernel: string, spec: Reduction): Case {
  return {
    dtypes: spec.dtypes,
    property: (dtype) =>
      fc.property(drawn(!spec.some), ({ shape, layout, target, strided, axes, seed }) => {
        const made = values(dtype, size(shape), seed).map((x) => spec.suited?.(x, dtype) ?? x);
        const input = place(dtype, shape, made, layout);
        const out = shape.map((n, d) => ((axes >> d) & 1 ? 1 : n));
        const output = strided
          ? place(dtype, out, values(dtype, size(out), seed + 1), target)
          : { fresh: dtype, shape: out };
        const got = read(call(kernel, output, [input], [axes]));
        groups(shape, out, read(input)).forEach((elements, k) => {
          const want = cast(dtype, spec.of(elements, dtype));
          const error = spec.error?.(elements, dtype) ?? 0;
          if (error > 0 && Number.isFinite(want) && Number.isFinite(got[k]))
            expect(Math.abs(got[k] - want), `output ${k}`).toBeLessThanOrEqual(error + ulp(dtype, want));
          else expectClose(dtype, [got[k]], [want]);
        });
        releaseAll();
      }),
  };
}

const isFloat = (dtype: Dtype) => dtype === 'float32' || dtype === 'float64';
const total = (elements: number[], dtype: Dtype) =>
  isFloat(dtype)
    ? elements.reduce((a, b) => a + b, 0)
    : Number(
        BigInt.asIntN(
          64,
          elements.reduce((a, b) => a + BigInt(b), 0n),
        ),
      );
// Both sum in float64, in another order.
const rounding = (elements: number[], dtype: Dtype) =>
  isFloat(dtype) ? elements.reduce((a, b) => a + Math.abs(b), 0) * 2 ** -52 * (elements.length + 1) : 0;
const product = (elements: number[], dtype: Dtype) =>
  isFloat(dtype)
    ? elements.reduce((a, b) => a * b, 1)
    : Number(
        wrapped(
          elements.reduce((a, b) => a * BigInt(b), 1n),
          dtype,
        ),
      );
const wrapped = (x: bigint, dtype: Dtype) =>
  dtype === 'int32'
    ? BigInt.asIntN(32, x)
    : dtype === 'uint8'
      ? BigInt.asUintN(8, x)
      : dtype === 'int8'
        ? BigInt.asIntN(8, x)
        : BigInt.asIntN(64, x);

/** argmax and argmin along an axis, or of all. */
function extreme(kernel: string, better: (x: number, best: number) => boolean): Case {
  const drawnAxis = shapes({ empty: false }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      layout: layouts(shape.length, true),
      axis: fc.integer({ min: -1, max: shape.length - 1 }),
      seed: seeds,
    }),
  );
  return {
    dtypes: numbers,
    property: (dtype) =>
      fc.property(drawnAxis, ({ shape, layout, axis, seed }) => {
        // Few different values, so that there are equals.
        const made = values(dtype, size(shape), seed).map((x) =>
          Number.isFinite(x) ? Math.trunc(x) & 7 : x,
        );
        const input = place(dtype, shape, made, layout);
        const out = shape.map((n, d) => (axis < 0 || d === axis ? 1 : n));
        const got = read(call(kernel, { fresh: 'int64', shape: out }, [input], [axis]));
        const want = groups(shape, out, read(input)).map((elements) => {
          const nan = elements.findIndex(Number.isNaN);
          if (nan >= 0) return nan;
          return elements.reduce((best, x, k) => (better(x, elements[best]) ? k : best), 0);
        });
        expect(got).toEqual(want);
        releaseAll();
      }),
  };
}

/** Kernels that make a line of a line along an axis. */
export function alongAxis(
  kernel: string,
  dtypes: readonly Dtype[],
  line: (x: number[]) => number[],
  error: (x: number[], k: number, dtype: Dtype) => number,
  suited: (x: number, dtype: Dtype) => number = (x) => x,
): Case {
  const drawnAxis = shapes({ least: 1 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      layout: layouts(shape.length, true),
      target: layouts(shape.length, false),
      form: fc.constantFrom('fresh', 'strided', 'in place'),
      axis: fc.integer({ min: 0, max: shape.length - 1 }),
      seed: seeds,
    }),
  );
  return {
    dtypes,
    property: (dtype) =>
      fc.property(drawnAxis, ({ shape, layout, target, form, axis, seed }) => {
        const input = place(
          dtype,
          shape,
          values(dtype, size(shape), seed, false).map((x) => suited(x, dtype)),
          form === 'in place' ? target : layout,
        );
        const elements = read(input);
        const output =
          form === 'fresh'
            ? { fresh: dtype, shape }
            : form === 'in place'
              ? input
              : place(dtype, shape, values(dtype, size(shape), seed + 1), target);
        const got = read(call(kernel, output, [input], [axis]));
        const lines = new Map<string, number[]>();
        indices(shape).forEach((index, k) => {
          const key = String(index.map((i, d) => (d === axis ? 0 : i)));
          lines.set(key, [...(lines.get(key) ?? []), k]);
        });
        for (const places of lines.values()) {
          const x = places.map((k) => elements[k]);
          line(x).forEach((want, k) => {
            const allowed = error(x, k, dtype) + ulp(dtype, want);
            expect(
              Math.abs(got[places[k]] - cast(dtype, want)),
              `${got[places[k]]} for ${want}`,
            ).toBeLessThanOrEqual(allowed);
          });
        }
        releaseAll();
      }),
  };
}

const epsilon = (dtype: Dtype) => (dtype === 'float32' ? 2 ** -23 : 2 ** -52);
function softmax(x: number[]): number[] {
  const most = Math.max(...x);
  const e = x.map((y) => Math.exp(y - most));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((y) => y / sum);
}
function logSoftmax(x: number[]): number[] {
  const most = Math.max(...x);
  const log = Math.log(x.reduce((a, b) => a + Math.exp(b - most), 0));
  return x.map((y) => y - most - log);
}

const spread = (x: number[]) => Math.max(...x) - Math.min(...x);
const near = (x: number, dtype: Dtype) =>
  isFloat(dtype) ? cast(dtype, 1 + Math.sin(Number.isFinite(x) ? x : 1) / 4) : x;
const larger = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b));
const smaller = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.min(a, b));

const specs: Record<string, Reduction> = {
  sum: { dtypes: numbers, of: total, error: rounding },
  mean: {
    dtypes: fractions,
    of: (x, dtype) => total(x, dtype) / x.length,
    error: (x, dtype) => rounding(x, dtype) / Math.max(x.length, 1),
  },
  prod: {
    dtypes: numbers,
    of: product,
    suited: near,
    error: (x, dtype) => (isFloat(dtype) ? Math.abs(product(x, dtype)) * 2 ** -40 : 0),
  },
  max: { dtypes: numbers, of: (x) => x.reduce(larger), some: true },
  min: { dtypes: numbers, of: (x) => x.reduce(smaller), some: true },
  any: { dtypes: ['bool'], of: (x) => Number(x.some(Boolean)) },
  all: { dtypes: ['bool'], of: (x) => Number(x.every(Boolean)) },
};

export const reductionCases: Cases = {
  ...Object.fromEntries(Object.entries(specs).map(([kernel, spec]) => [kernel, reduction(kernel, spec)])),
  argmax: extreme('argmax', (x, best) => x > best),
  argmin: extreme('argmin', (x, best) => x < best),
  cumsum: alongAxis(
    'cumsum',
    numbers,
    (x) => x.map((_, k) => x.slice(0, k + 1).reduce((a, b) => a + b, 0)),
    (x, _, dtype) => (isFloat(dtype) ? x.reduce((a, b) => a + Math.abs(b), 0) * 2 ** -50 : 0),
  ),
  // x - max is rounded to the dtype once; exp makes a relative error of it.
  softmax: alongAxis(
    'softmax',
    fractions,
    softmax,
    (x, k, dtype) => softmax(x)[k] * (4 + spread(x)) * epsilon(dtype),
  ),
  logSoftmax: alongAxis(
    'logSoftmax',
    fractions,
    logSoftmax,
    (x, _, dtype) => (4 + spread(x)) * epsilon(dtype),
  ),
};
