import { afterEach, describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { call, type Fresh, type Placed, place, read, releaseAll } from './rig';

const normal = (shape: number[], seed: number, offset = 0) =>
  call('normal', { fresh: 'float32', shape }, [], [seed, offset, 0, 1]);
const fresh = (...shape: number[]): Fresh => ({ fresh: 'float32', shape });

const bytes = (x: Placed) => Buffer.from(native.read(x, 0, 2 ** 22));

/** One group, strides of 1, and zeros that keep the size with a kernel of 3 × 3. */
const sides = [1, 1, 1, 1, 0, 1, 1, 1, 1, 1];

/** Large enough that every one of them is shared out. */
const work: Record<string, () => Placed> = {
  sum: () => call('sum', fresh(1), [normal([1_000_003], 1)], [1]),
  'sum of columns': () => call('sum', fresh(1, 33), [normal([50_000, 33], 2)], [1]),
  'sum of rows': () => call('sum', fresh(3000, 1), [normal([3000, 700], 3)], [2]),
  mean: () => call('mean', fresh(1, 1), [normal([999, 1001], 4)], [3]),
  add: () => call('add', fresh(999, 1001), [normal([999, 1001], 5), normal([999, 1001], 6)]),
  exp: () => call('exp', fresh(1_000_001), [normal([1_000_001], 7)]),
  softmax: () => call('softmax', fresh(3001, 257), [normal([3001, 257], 8)], [1]),
  matmul: () => call('matmul', fresh(311, 523), [normal([311, 409], 9), normal([409, 523], 10)]),
  'batched matmul': () =>
    call('matmul', fresh(60, 31, 29), [normal([60, 31, 37], 11), normal([60, 37, 29], 12)]),
  linear: () =>
    call('linear', fresh(64, 1000), [normal([64, 784], 13), normal([1000, 784], 14), normal([1000], 15)]),
  convolution: () =>
    call(
      'convolution',
      fresh(9, 40, 29, 27),
      [normal([9, 24, 29, 27], 19), normal([40, 24, 3, 3], 20)],
      sides,
    ),
  'convolution of one large image': () =>
    call(
      'convolution',
      fresh(1, 40, 99, 97),
      [normal([1, 24, 99, 97], 19), normal([40, 24, 3, 3], 20)],
      sides,
    ),
  'gradient of a convolution by its input': () =>
    call(
      'convolutionTranspose',
      fresh(9, 24, 29, 27),
      [normal([9, 40, 29, 27], 21), normal([40, 24, 3, 3], 22)],
      sides,
    ),
  'gradient of a convolution by its weight': () =>
    call(
      'convolutionWeight',
      fresh(40, 24, 3, 3),
      [normal([9, 40, 29, 27], 23), normal([9, 24, 29, 27], 24)],
      sides,
    ),
  'means of windows': () => {
    const places = place(
      'int64',
      [240],
      [...Array(240).keys()].map((k) => (k * 7) % 100),
    );
    const starts = place(
      'int64',
      [121],
      [...Array(121).keys()].map((k) => 2 * k),
    );
    return call(
      'resample',
      fresh(70, 120, 99),
      [normal([70, 100, 99], 25), starts, places, normal([240], 26)],
      [1],
    );
  },
  normal: () => normal([1_000_001], 16, 5),
  uniform: () => call('uniform', fresh(1_000_001), [], [17, 3, -1, 1]),
  cumsum: () => call('cumsum', fresh(700, 900), [normal([700, 900], 18)], [1]),
};

describe('results', () => {
  afterEach(() => {
    releaseAll();
    native.setThreads(native.info.threads);
  });

  for (const [name, run] of Object.entries(work)) {
    it(`of ${name} are the same bits on one thread and on several, every time`, () => {
      native.setThreads(1);
      const one = bytes(run());
      for (const threads of [2, 5, 2]) {
        native.setThreads(threads);
        expect(bytes(run()).equals(one)).toBe(true);
      }
    });
  }

  it('of random kernels do not depend on how a request is divided', () => {
    const whole = read(normal([1000], 3, 40));
    const parts = [read(normal([300], 3, 40)), read(normal([1], 3, 340)), read(normal([699], 3, 341))].flat();
    expect(parts).toEqual(whole);
  });

  it('of Philox are those that its authors give', () => {
    // Counter 0, key 0 of their known-answer tests: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    const [a, b] = read(call('uniform', { fresh: 'float64', shape: [2] }, [], [0, 0, 0, 1]));
    expect(a).toBe(Number(0xe169c58d6627e8d5n >> 11n) / 2 ** 53);
    expect(b).toBe(Number(0x9b00dbd8bc57ac4cn >> 11n) / 2 ** 53);
  });
});

describe('sums of float32', () => {
  afterEach(releaseAll);

  it('of ten million equal numbers are right', () => {
    const x = call('fill', fresh(10_000_000), [], [0.1]);
    const [sum] = read(call('sum', fresh(1), [x], [1]));
    expect(sum).toBe(Math.fround(10_000_000 * Math.fround(0.1)));
  });

  it('of products as well: a matmul of 1,024 matches one in float64', () => {
    const [a, b] = [normal([64, 1024], 1), normal([1024, 64], 2)];
    const got = read(call('matmul', fresh(64, 64), [a, b]));
    const wide = (x: Placed) => place('float64', x.shape, read(x));
    const want = read(call('matmul', { fresh: 'float64', shape: [64, 64] }, [wide(a), wide(b)]));
    got.forEach((value, k) => {
      expect(Math.abs(value - want[k])).toBeLessThan(1e-4);
    });
  });
});
