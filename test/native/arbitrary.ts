/** Random shapes, layouts and values. */
import fc from 'fast-check';
import type { Dtype, Layout } from './rig';
import { size } from './rig';

/** Mostly small, sometimes with an axis of 0, sometimes with one longer than any vector. */
export const shapes = (
  options: { least?: number; most?: number; empty?: boolean } = {},
): fc.Arbitrary<number[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
        { weight: 1, arbitrary: fc.constant(options.empty === false ? 1 : 0) },
        { weight: 2, arbitrary: fc.integer({ min: 15, max: 70 }) },
      ),
      { minLength: options.least ?? 0, maxLength: options.most ?? 4 },
    )
    .filter((shape) => size(shape) <= 3000);

/** Transposed, sliced, backwards, and with `repeats` also broadcast. */
export const layouts = (ndim: number, repeats: boolean): fc.Arbitrary<Layout> =>
  fc.record({
    order: fc.shuffledSubarray([...Array(ndim).keys()], { minLength: ndim, maxLength: ndim }),
    steps: fc.oneof(
      fc.constant(Array(ndim).fill(1)),
      fc.array(fc.constantFrom(1, 1, 1, 2, -1, repeats ? 0 : 1), { minLength: ndim, maxLength: ndim }),
    ),
    offset: fc.constantFrom(0, 0, 3),
  });

/** A generator of values that does not slow fast-check down: a seed is enough to see a case again. */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const special = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-42,
  -1e-42,
  3e38,
  0.5,
  2.5,
  1e-8,
];

/** Values of a dtype; `specials`: with NaN, Infinity and the like, for floats. */
export function values(dtype: Dtype, count: number, seed: number, specials = true): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => {
    if (dtype === 'bool') return next() < 0.5 ? 0 : 1;
    if (dtype === 'uint8') return Math.floor(next() * 256);
    if (dtype === 'int8') return Math.floor(next() * 256) - 128;
    if (dtype === 'int32' || dtype === 'int64') return Math.floor(next() * 21) - 10;
    if (specials && next() < 0.15) {
      const value = special[Math.floor(next() * special.length)];
      return dtype === 'float32' ? Math.fround(value) : value;
    }
    const value = (next() - 0.5) * 10 ** Math.floor(next() * 5 - 2);
    return dtype === 'float32' ? Math.fround(value) : value;
  });
}

export const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
