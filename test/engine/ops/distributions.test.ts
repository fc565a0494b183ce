import {
  bernoulli,
  type DType,
  empty,
  forkRng,
  Generator,
  getRngState,
  initialSeed,
  manualSeed,
  normal,
  ones,
  poisson,
  rand,
  randint,
  randintLike,
  randn,
  seed,
  setRngState,
  type Tensor,
  tensor,
  zeros,
} from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';

beforeEach(() => void manualSeed(23));

/** So many numbers that a mean is off by more than 5 standard errors once in two million times. */
const MANY = 100_000;
const near = (value: number, expected: number, deviation: number) =>
  expect(Math.abs(value - expected)).toBeLessThan((5 * deviation) / Math.sqrt(MANY));
const mean = (x: Tensor) => x.double().mean().item();
const share = (mask: Tensor) => mask.double().mean().item();
const many = (dtype: DType = 'float32') => empty([MANY], { dtype });

describe('a tensor is overwritten with numbers', () => {
  test.each(['float32', 'float64'] as const)('of the exponential distribution in %s', (dtype) => {
    const x = many(dtype).exponential_(0.5);
    near(mean(x), 2, 2);
    near(share(x.gt(2)), Math.exp(-1), 0.482);
    expect(x.min().item()).toBeGreaterThan(0);
  });

  test('of the geometric distribution, in any dtype', () => {
    for (const dtype of ['float32', 'int64', 'int8'] as const) {
      const x = many(dtype).geometric_(0.3);
      near(mean(x), 1 / 0.3, Math.sqrt(0.7) / 0.3);
      near(share(x.eq(1)), 0.3, Math.sqrt(0.21));
      expect(x.min().item()).toBe(1);
    }
  });

  test('of the Cauchy distribution', () => {
    const x = many().cauchy_(1, 2);
    // A quarter lies beyond one sigma on each side; there is no mean.
    near(share(x.lt(1)), 0.5, 0.5);
    near(share(x.gt(3)), 0.25, 0.433);
    near(share(x.lt(-1)), 0.25, 0.433);
  });

  test('whose logarithms are normal', () => {
    const x = many('float64').logNormal_(1, 0.5);
    near(mean(x.log()), 1, 0.5);
    near(mean(x.log().sub(1).square()), 0.25, 0.25 * Math.SQRT2);
  });

  test('of 0 and 1', () => {
    near(mean(many().bernoulli_(0.3)), 0.3, Math.sqrt(0.21));
    near(mean(many('int8').bernoulli_()), 0.5, 0.5);
    const x = zeros([2, MANY]).bernoulli_(tensor([[0], [0.75]]));
    expect(x.at(0).any().item()).toBe(false);
    near(mean(x.at(1)), 0.75, Math.sqrt(3 / 16));
    near(mean(bernoulli(zeros([MANY], { dtype: 'int64' }), 0.2)), 0.2, 0.4);
    // Probabilities finer than the steps between random numbers of the dtype itself.
    near(mean(bernoulli(ones([MANY], { dtype: 'bfloat16' }).mul(0.001))), 0.001, Math.sqrt(0.001));
  });

  test('that are integers', () => {
    const limits = (x: Tensor) => [x.min().item(), x.max().item()];
    expect(limits(many('int64').random_(6))).toEqual([0, 5]);
    expect(limits(many().random_(-2, 3))).toEqual([-2, 2]);
    expect(limits(many('uint8').random_())).toEqual([0, 255]);
    expect(limits(many('int8').random_())).toEqual([0, 127]);
    expect(limits(many('bfloat16').random_())).toEqual([0, 256]);
    near(mean(many('bool').random_()), 0.5, 0.5);
    const wide = many('int64').random_();
    near(mean(wide.to('float64').div(2 ** 63)), 0.5, Math.sqrt(1 / 12));
    // The lower half too.
    near(
      mean(
        wide
          .remainder(2 ** 20)
          .to('float64')
          .div(2 ** 20),
      ),
      0.5,
      Math.sqrt(1 / 12),
    );
  });

  test('through views, in every floating dtype', () => {
    for (const dtype of ['float16', 'bfloat16', 'float32', 'float64'] as const) {
      const x = zeros([2, MANY], { dtype });
      x.t().slice(1, 0, 1).exponential_();
      near(mean(x.at(0)), 1, 1);
      expect(x.at(1).any().item()).toBe(false);
    }
  });

  test('and refuses what is no parameter', () => {
    const x = zeros([2]);
    expect(() => x.exponential_(0)).toThrow('exponential_: the rate is not positive — 0 — give more than 0');
    expect(() => x.geometric_(1)).toThrow(
      'geometric_: p is no probability — 1 — give a number between 0 and 1',
    );
    expect(() => x.cauchy_(0, -1)).toThrow('cauchy_: sigma is not positive — -1 — give more than 0');
    expect(() => x.logNormal_(0, -1)).toThrow('logNormal_: the standard deviation is negative — -1 for [2]');
    expect(() => x.bernoulli_(2)).toThrow('bernoulli_: p is no probability — 2 — give a number from 0 to 1');
    expect(() => x.random_(3, 3)).toThrow('random_: there is no integer to draw — from 3 to before 3');
    expect(() => x.long().exponential_()).toThrow('exponential_: the tensor is not floating — int64');
    expect(() => normal(tensor([0.5]), tensor([-1]))).toThrow('normal: the standard deviation is negative');
    expect(() => poisson(tensor([1]))).toThrow('poisson: the rates are not floats — int64 — use .float()');
    expect(() => poisson(tensor([-0.5]))).toThrow('poisson: rate -0.5 is no number from 0 to 1e15');
  });
});

describe('counts of the Poisson distribution', () => {
  test.each([0.1, 3, 9.9, 10, 50, 1000])('have the mean and variance %d', (rate) => {
    const x = poisson(ones([MANY], { dtype: 'float64' }).mul(rate));
    near(mean(x), rate, Math.sqrt(rate));
    near(mean(x.sub(rate).square()), rate, Math.sqrt(rate + 2 * rate * rate));
    // Shares of single counts, where there are few.
    let probability = Math.exp(-rate);
    for (let k = 0; k < 4 && rate <= 10; k++, probability *= rate / k) {
      near(share(x.eq(k)), probability, Math.sqrt(probability));
    }
    expect(x.eq(x.floor()).all().item()).toBe(true);
  });

  test('come in the dtype of their rates, and are 0 where that is 0', () => {
    const x = poisson(tensor([0, 4], { dtype: 'bfloat16' }));
    expect(x.dtype).toBe('bfloat16');
    expect(x.at(0).item()).toBe(0);
  });
});

describe('normal numbers', () => {
  test('have the means and deviations of tensors', () => {
    const x = normal(tensor([[1.5], [-2.5]]), ones([MANY]).mul(0.5));
    expect(x.shape).toEqual([2, MANY]);
    near(mean(x.at(0)), 1.5, 0.5);
    near(mean(x.at(1)), -2.5, 0.5);
    near(mean(normal(2.5, ones([MANY]))), 2.5, 1);
    expect(normal(tensor([0.5], { dtype: 'float64' }), 0).item()).toBe(0.5);
  });
});

describe('uniform numbers of 16 bits', () => {
  test.each([
    ['float16', 2 ** 11],
    ['bfloat16', 2 ** 8],
  ] as const)('of %s are below their end, and all as likely', (dtype, steps) => {
    const x = rand([MANY], { dtype });
    expect(x.dtype).toBe(dtype);
    expect([x.min().item() >= 0, x.max().item() < 1]).toEqual([true, true]);
    near(mean(x), 0.5 - 0.5 / steps, Math.sqrt(1 / 12));
    near(share(x.lt(0.25)), 0.25, 0.433);
    for (const [from, to] of [
      [-1, 0],
      [-3, -1],
      [1, 3],
    ]) {
      const y = many(dtype).uniform_(from, to);
      expect([y.min().item() >= from, y.max().item() < to]).toEqual([true, true]);
    }
    near(mean(randn([MANY], { dtype })), 0, 1);
  });
});

describe('a generator', () => {
  test('tells its first seed, takes a new one, and is copied where it stands', () => {
    const generator = new Generator(5);
    rand([3], { generator });
    expect([generator.initialSeed(), generator.device]).toEqual([5, 'cpu']);
    const copy = generator.clone();
    expect(rand([3], { generator: copy }).tolist()).toEqual(rand([3], { generator }).tolist());
    const fresh = generator.seed();
    expect(fresh).toBe(generator.initialSeed());
    expect(generator.getState()).toEqual({ seed: fresh, offset: 0 });
    expect(() => generator.setState({ seed: 1, offset: -1 })).toThrow(
      'setState: the state is none of a generator — offset -1 — give what getState() gave',
    );
    expect(initialSeed()).toBe(23);
    expect(seed()).toBe(initialSeed());
  });

  test('forks into streams of their own, the same each time', () => {
    const draw = (generator: Generator) => rand([MANY], { generator, dtype: 'float64' });
    const forks = (from: Generator) => [from.fork(), from.fork()];
    const [first, second] = forks(new Generator(5)).map(draw);
    const [again] = forks(new Generator(5)).map(draw);
    expect(again.tolist()).toEqual(first.tolist());
    const correlation = (a: Tensor, b: Tensor) => a.sub(0.5).mul(b.sub(0.5)).mean().item() * 12;
    for (const other of [second, draw(new Generator(5))]) {
      expect(Math.abs(correlation(first, other))).toBeLessThan(5 / Math.sqrt(MANY));
    }
  });

  test('can be left for a while, and stands where it stood', async () => {
    const state = getRngState();
    const inside = forkRng(() => rand([3]).tolist());
    expect(rand([3]).tolist()).toEqual(inside);
    setRngState(state);
    expect(rand([3]).tolist()).toEqual(inside);
    const later = forkRng(async () => {
      await Promise.resolve();
      return rand([1]).item();
    });
    const drawn = await later;
    expect(rand([1]).item()).toBe(drawn);
    expect(() =>
      forkRng(() => {
        rand([9]);
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(getRngState().offset).toBe(state.offset + 4);
  });

  test('moves on by what each form in place has drawn', () => {
    const x = zeros([5], { dtype: 'int64' });
    const y = zeros([5]);
    const used = [
      () => y.exponential_(),
      () => y.logNormal_(),
      () => x.random_(),
      () => y.bernoulli_(tensor(0.5)),
      () => poisson(y.abs()),
      () => randint(9, [5]),
      () => randintLike(x, 9),
    ].map((draw) => {
      const before = getRngState().offset;
      draw();
      return getRngState().offset - before;
    });
    expect(used).toEqual([5, 6, 10, 5, 5, 5, 5]);
  });
});
