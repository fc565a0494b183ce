import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { layouts, seeds, shapes, values } from './arbitrary';
import { call, type Dtype, place, read, releaseAll, size } from './rig';

const dtypes: Dtype[] = ['float32', 'float64', 'int32', 'int64', 'bool', 'uint8', 'int8'];
const drawn = shapes({ most: 5 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    layout: layouts(shape.length, true),
    dtype: fc.constantFrom(...dtypes),
    seed: seeds,
  }),
);

/** A value but for roundings. */
function expectNear(got: number, want: number, what: string): void {
  if (Number.isNaN(want)) {
    expect(got, what).toBeNaN();
    return;
  }
  expect(Math.abs(got - want), `${what}: ${got} for ${want}`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(want)),
  );
}

function expected(x: number[]) {
  const finite = x.filter(Number.isFinite);
  const n = finite.length;
  const mean = n ? finite.reduce((a, b) => a + b / n, 0) : Number.NaN;
  const squares = finite.reduce((a, b) => a + b * b, 0);
  return {
    count: x.length,
    nan: x.filter(Number.isNaN).length,
    positiveInfinity: x.filter((y) => y === Number.POSITIVE_INFINITY).length,
    negativeInfinity: x.filter((y) => y === Number.NEGATIVE_INFINITY).length,
    zeros: x.filter((y) => y === 0).length,
    min: n ? finite.reduce((a, b) => Math.min(a, b)) : Number.NaN,
    max: n ? finite.reduce((a, b) => Math.max(a, b)) : Number.NaN,
    mean,
    std: n > 1 ? Math.sqrt(finite.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1)) : Number.NaN,
    norm: n ? Math.sqrt(squares) : Number.NaN,
  };
}

describe('statistics', () => {
  afterEach(releaseAll);

  it('are those of the elements, whatever the dtype and the strides', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, layout, dtype, seed }) => {
        const x = place(dtype, shape, values(dtype, size(shape), seed), layout);
        const got = await native.statistics(x);
        const want = expected(read(x));
        for (const [name, value] of Object.entries(want)) {
          // Sums of squares of 3e38 lose what is small beside them, here and there.
          if (Math.abs(want.max) > 1e30 || Math.abs(want.min) > 1e30) {
            if (name === 'mean' || name === 'std' || name === 'norm') continue;
          }
          expectNear(got[name as keyof typeof got], value, name);
        }
        releaseAll();
      }),
      { numRuns: 150 },
    );
  });

  it('keep their digits beside a large mean', async () => {
    const x = place(
      'float64',
      [10_000],
      Array.from({ length: 10_000 }, (_, k) => 1e9 + (k % 2)),
    );
    const got = await native.statistics(x);
    expect(got.mean).toBeCloseTo(1e9 + 0.5, 6);
    expect(got.std).toBeCloseTo(Math.sqrt(0.25 * (10_000 / 9999)), 9);
  });

  it('are the same for any number of threads', async () => {
    const x = call('normal', { fresh: 'float32', shape: [1_000_003] }, [], [7, 0, 3, 2]);
    native.setThreads(1);
    const one = await native.statistics(x);
    native.setThreads(4);
    expect(await native.statistics(x)).toEqual(one);
    native.setThreads(native.info.threads);
    expect(one.mean).toBeCloseTo(3, 2);
    expect(one.std).toBeCloseTo(2, 2);
  });

  it('of 16-bit floats are read from their bits', async () => {
    const bits = [0x0000, 0x3c00, 0xbc00, 0x7bff, 0x0001, 0x7c00, 0xfc00, 0x7e00];
    const id = place('uint8', [16], [...new Uint8Array(Uint16Array.from(bits).buffer)]).storage;
    const at = (dtype: string, offset: number, shape: number[]) => ({
      storage: id,
      dtype,
      shape,
      strides: [1],
      offset,
    });
    const half = await native.statistics(at('float16', 0, [8]));
    expect(half).toMatchObject({
      count: 8,
      nan: 1,
      positiveInfinity: 1,
      negativeInfinity: 1,
      zeros: 1,
      min: -1,
      max: 65504,
    });
    expect((await native.statistics(at('float16', 4, [1]))).max).toBe(2 ** -24);
    // The same bits of 1.0 in bfloat16 are another number.
    expect((await native.statistics(at('bfloat16', 1, [1]))).max).toBe(0.0078125);
    expect((await native.statistics(at('int8', 5, [1]))).max).toBe(-68);
  });
});

describe('histograms', () => {
  afterEach(releaseAll);

  it('count every finite element in the bin that it belongs to', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.integer({ min: 1, max: 40 }),
        async ({ shape, layout, dtype, seed }, bins) => {
          const x = place(dtype, shape, values(dtype, size(shape), seed), layout);
          const got = await native.histogram(x, bins);
          const finite = read(x).filter(Number.isFinite);
          expect(got.counts.length).toBe(bins);
          expect(got.counts.reduce((a, b) => a + b, 0)).toBe(finite.length);
          if (finite.length > 0) {
            expect(got.low).toBeLessThanOrEqual(Math.min(...finite));
            expect(got.high).toBeGreaterThanOrEqual(Math.max(...finite));
            const width = (got.high - got.low) / bins;
            got.counts.forEach((count, k) => {
              // Elements at an edge may fall on either side of it.
              const inside = (slack: number) =>
                finite.filter(
                  (y) => y >= got.low + (k - slack) * width && y <= got.low + (k + 1 + slack) * width,
                ).length;
              const surely = finite.filter(
                (y) => y > got.low + (k + 1e-9) * width && y < got.low + (k + 1 - 1e-9) * width,
              ).length;
              expect(count).toBeGreaterThanOrEqual(surely);
              expect(count).toBeLessThanOrEqual(inside(1e-9));
            });
          }
          releaseAll();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of one value have it in the middle', async () => {
    const got = await native.histogram(place('float32', [5], [2, 2, 2, 2, 2]), 5);
    expect([got.low, got.high, ...got.counts]).toEqual([1.5, 2.5, 0, 0, 5, 0, 0]);
  });

  it('of no value are empty', async () => {
    const got = await native.histogram(place('float32', [2], [Number.NaN, Number.POSITIVE_INFINITY]), 3);
    expect([got.low, got.high, ...got.counts]).toEqual([0, 1, 0, 0, 0]);
  });
});

describe('tiles', () => {
  afterEach(releaseAll);

  it('have the mean of the elements under each pixel', async () => {
    const plane = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      columns: fc.integer({ min: 1, max: 40 }),
      layout: layouts(2, true),
      height: fc.integer({ min: 1, max: 50 }),
      width: fc.integer({ min: 1, max: 50 }),
      dtype: fc.constantFrom(...dtypes),
      seed: seeds,
    });
    await fc.assert(
      fc.asyncProperty(plane, async ({ rows, columns, layout, height, width, dtype, seed }) => {
        const x = place(dtype, [rows, columns], values(dtype, rows * columns, seed), layout);
        const [rowStride, columnStride] = x.strides;
        const got = await native.tile(x, { rows, columns, rowStride, columnStride, height, width });
        expect([got.height, got.width, got.values.length]).toEqual([height, width, height * width]);
        const elements = read(x);
        const span = (pixel: number, pixels: number, all: number): [number, number] => {
          const first = Math.floor((pixel * all) / pixels);
          return [first, Math.max(first + 1, Math.floor(((pixel + 1) * all) / pixels))];
        };
        got.values.forEach((value, k) => {
          const [top, bottom] = span(Math.floor(k / width), height, rows);
          const [left, right] = span(k % width, width, columns);
          const under: number[] = [];
          for (let i = top; i < bottom; i++)
            under.push(...elements.slice(i * columns + left, i * columns + right));
          const infinite = under.filter((y) => Math.abs(y) === Number.POSITIVE_INFINITY);
          if (under.some(Number.isNaN)) expect(value).toBeNaN();
          else if (infinite.length) expect(value).toBe(Math.max(...infinite));
          else {
            const mean = under.reduce((a, b) => a + b, 0) / under.length;
            const scale = Math.max(...under.map(Math.abs));
            expect(Math.abs(value - mean)).toBeLessThanOrEqual(scale * 2 ** -23 + 2 ** -149);
          }
        });
        releaseAll();
      }),
      { numRuns: 150 },
    );
  });
});

describe('readers', () => {
  afterEach(releaseAll);

  it('reject what lies outside of the storage', async () => {
    const x = place('float32', [4, 4], Array(16).fill(1));
    const beyond = [
      { ...x, shape: [17] },
      { ...x, offset: 1 },
      { ...x, offset: -1 },
      { ...x, strides: [4, -1] },
      { ...x, strides: [2 ** 40, 1] },
      { ...x, shape: [2 ** 52, 2 ** 52] },
      { ...x, dtype: 'float64' },
      { ...x, offset: Number.NaN },
      { ...x, offset: Number.POSITIVE_INFINITY },
    ].map((place) => (place.shape.length === 1 ? { ...place, strides: [1] } : place));
    for (const at of beyond) {
      await expect(native.statistics(at), JSON.stringify(at)).rejects.toThrow(/^tensor: /);
      await expect(native.histogram(at, 4)).rejects.toThrow(/^tensor: /);
    }
    const plane = { rows: 4, columns: 4, rowStride: 4, columnStride: 1, height: 2, width: 2 };
    await expect(native.tile(x, { ...plane, rows: 5 })).rejects.toThrow(/lie outside of its storage/);
    await expect(native.tile(x, { ...plane, rowStride: 2 ** 50 })).rejects.toThrow(/lie outside/);
    await expect(native.tile(x, { ...plane, height: 0 })).rejects.toThrow(/^tile: /);
    await expect(native.tile(x, { ...plane, width: 1e9 })).rejects.toThrow(/^tile: /);
    await expect(native.tile(x, { ...plane, rows: 0.5 })).rejects.toThrow(/^tile: rows is 0.5/);
  });

  it('reject what is no place', async () => {
    const x = place('float32', [4], [1, 2, 3, 4]);
    const bad = [
      null,
      {},
      { ...x, dtype: 'complex64' },
      { ...x, shape: 4 },
      { ...x, shape: [4], strides: [] },
      { ...x, shape: [-1] },
      { ...x, shape: ['4'] },
      { ...x, storage: 12345678 },
      { ...x, storage: -1 },
      { ...x, storage: 2 ** 60 },
    ];
    for (const at of bad)
      await expect(native.statistics(at as never), JSON.stringify(at)).rejects.toThrow(/^tensor: /);
    for (const bins of [0, -1, 1e9, Number.NaN, 2.5])
      await expect(native.histogram(x, bins)).rejects.toThrow(/^histogram: /);
  });

  it('leave the calling thread free', async () => {
    const x = call('uniform', { fresh: 'float32', shape: [2 ** 24] }, [], [1, 0, 0, 1]);
    const readings = Promise.all(Array.from({ length: 6 }, () => native.statistics(x)));
    let turns = 0;
    let reading = true;
    const turn = () => {
      if (!reading) return;
      turns++;
      setImmediate(turn);
    };
    setImmediate(turn);
    await readings;
    reading = false;
    expect(turns).toBeGreaterThan(1);
  });
});
