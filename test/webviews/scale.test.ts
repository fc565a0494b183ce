import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merged, position, quantile, scaleFor, scaleOf } from '../../webviews/tensor/scale';

describe('the colour scale', () => {
  test('has zero in its middle where the range spans it', () => {
    const scale = scaleOf(-1, 4);
    expect(scale).toEqual({ kind: 'diverging', low: -4, high: 4 });
    expect(position(scale, 0)).toBe(0.5);
    expect(position(scale, 4)).toBe(1);
    expect(position(scale, -1)).toBe(0.375);
  });

  test('goes from low to high where the range does not', () => {
    expect(scaleOf(2, 6)).toEqual({ kind: 'positive', low: 2, high: 6 });
    expect(scaleOf(-6, -2)).toEqual({ kind: 'negative', low: -6, high: -2 });
    expect(scaleOf(0, 6)).toEqual({ kind: 'positive', low: 0, high: 6 });
  });

  test('shows a constant as neutral if it is zero, else at an end', () => {
    expect(position(scaleOf(0, 0), 0)).toBe(0.5);
    expect(position(scaleOf(3, 3), 3)).toBe(1);
    expect(position(scaleOf(-3, -3), -3)).toBe(0);
  });

  test('says so if there is no finite value', () => {
    expect(scaleOf(Number.NaN, Number.NaN).kind).toBe('none');
  });

  test('puts a value beyond it at its end', () => {
    expect(position(scaleOf(-1, 1), 7)).toBe(1);
    expect(position(scaleOf(-1, 1), -7)).toBe(0);
  });

  test('spans the largest floats without overflow', () => {
    expect(position(scaleOf(-Number.MAX_VALUE, Number.MAX_VALUE), Number.MAX_VALUE / 2)).toBe(0.75);
  });

  test('keeps the order of values', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, value, value, (low, high, a, b) => {
        const scale = scaleOf(Math.min(low, high), Math.max(low, high));
        expect(position(scale, Math.min(a, b))).toBeLessThanOrEqual(position(scale, Math.max(a, b)));
      }),
    );
  });
});

describe('a quantile', () => {
  const uniform = { low: 0, high: 10, counts: new Float64Array(10).fill(7) };

  test('of evenly spread values lies as far along as its share', () => {
    for (const part of [0.01, 0.25, 0.5, 0.99, 1]) expect(quantile(uniform, part)).toBeCloseTo(10 * part, 12);
  });

  test('leaves out a lonely outlier', () => {
    const counts = new Float64Array(1000);
    counts[0] = 999;
    counts[999] = 1;
    expect(quantile({ low: 0, high: 1000, counts }, 0.99)).toBeLessThan(1);
  });

  test('of nothing is NaN', () => {
    expect(quantile({ low: 0, high: 1, counts: new Float64Array(4) }, 0.5)).toBeNaN();
  });
});

test('merging bins keeps what they count', () => {
  const fine = { low: -1, high: 1, counts: Float64Array.from({ length: 1024 }, (_, at) => at) };
  const coarse = merged(fine, 64);
  expect(coarse.counts).toHaveLength(64);
  expect(coarse.counts[0]).toBe(120); // 0 + 1 + … + 15
  expect(coarse.counts.reduce((a, b) => a + b)).toBe(fine.counts.reduce((a, b) => a + b));
  expect(merged({ ...fine, counts: fine.counts.slice(0, 10) }, 64).counts).toHaveLength(10);
});

describe('the automatic range', () => {
  const bins = (counts: Record<number, number>) => {
    const histogram = { low: -100, high: 100, counts: new Float64Array(1000) };
    for (const [bin, many] of Object.entries(counts)) histogram.counts[Number(bin)] = many;
    return histogram;
  };
  const spread = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [450 + at, 100]));

  test('leaves out a few outliers that would take all contrast', () => {
    const { scale, clipped } = scaleFor('auto', -100, 100, bins({ ...spread, 0: 1, 999: 1 }));
    expect(clipped).toBe(true);
    expect(scale.high).toBeGreaterThan(9);
    expect(scale.high).toBeLessThan(10);
  });

  test('has all values where they are spread', () => {
    const even = bins(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [at, 5])));
    expect(scaleFor('auto', -100, 100, even)).toEqual({ scale: scaleOf(-100, 100), clipped: false });
  });

  test('has all values where almost all are zero', () => {
    expect(scaleFor('auto', -100, 100, bins({ 500: 100_000, 999: 3 })).clipped).toBe(false);
  });

  test('is what the person says where they say', () => {
    expect(scaleFor('all', -100, 100, bins({ ...spread, 999: 1 })).clipped).toBe(false);
    expect(scaleFor('robust', -100, 100, bins({ 0: 5, 999: 5 })).clipped).toBe(true);
    expect(scaleFor('robust', -100, 100, null)).toEqual({ scale: scaleOf(-100, 100), clipped: false });
  });
});
