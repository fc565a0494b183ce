/** Poisson numbers: a stream of uniform numbers for each element. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, random, seeds } from '../arbitrary';
import { call, place, read, releaseAll } from '../rig';
import { type Cases, fractions } from './case';
import { philox } from './philox';

/** The count that products of the element's uniform numbers give, for rates below 10 (Knuth 1969, 3.4.1). */
function small(seed: number, element: number, rate: number): number {
  let product = 1;
  for (let count = 0; ; count++) {
    // Two numbers a block; the second half of its words comes first.
    const words = philox(seed, element, 1 + Math.floor(count / 2)).slice(count % 2 ? 0 : 2);
    const bits = ((BigInt(words[1]) << 32n) | BigInt(words[0])) >> 11n;
    product *= (Number(bits) + 0.5) * 2 ** -53;
    if (product <= Math.exp(-rate)) return count;
  }
}

export const poissonCases: Cases = {
  poisson: {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        layouts(1, true),
        layouts(1, false),
        seeds,
        (count, from, to, seed) => {
          const next = random(seed);
          const given = Array.from({ length: count }, () => Math.round(next() * 100) / 8);
          const rates = place(dtype, [count], given, from);
          const seen = read(rates);
          const offset = Math.floor(next() * 2 ** 40);
          const attributes = [seed, offset];
          const own = read(call('poisson', { fresh: dtype, shape: [count] }, [rates], attributes));
          expect(read(call('poisson', place(dtype, [count], given, to), [rates], attributes))).toEqual(own);
          own.forEach((value, k) => {
            if (seen[k] < 10) expect(value).toBe(small(seed, offset + k, seen[k]));
            // Ten deviations; the distribution itself is tested where many numbers are drawn at once.
            else expect(Math.abs(value - seen[k])).toBeLessThan(10 * Math.sqrt(seen[k]));
          });
          releaseAll();
        },
      ),
  },
};
