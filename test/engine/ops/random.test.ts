import {
  bernoulli,
  Generator,
  manualSeed,
  normal,
  ones,
  rand,
  randint,
  randn,
  randperm,
  tensor,
  zeros,
} from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../../engine/tensor/native';

beforeEach(() => void manualSeed(11));

/** So many numbers that a mean is off by more than 5 standard errors once in two million times. */
const MANY = 100_000;
const within = (value: number, expected: number, deviation: number) =>
  expect(Math.abs(value - expected)).toBeLessThan((5 * deviation) / Math.sqrt(MANY));

describe('multinomial', () => {
  test('draws indices with their weights', () => {
    const drawn = tensor([1, 0, 3], { dtype: 'float32' }).multinomial(20_000, { replacement: true });
    const counts = drawn.oneHot(3).sum(0).tolist() as number[];
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[2] - 15_000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.75 * 0.25));
  });

  test('without replacement gives no index twice in a row', () => {
    const drawn = ones([50, 4]).multinomial(4);
    expect([drawn.dtype, drawn.shape]).toEqual(['int64', [50, 4]]);
    expect(drawn.oneHot(4).sum(1).tolist()).toEqual(Array.from({ length: 50 }, () => [1, 1, 1, 1]));
    expect(() => tensor([1, 0], { dtype: 'float32' }).multinomial(2)).toThrow(
      'multinomial: a weight is negative, infinite or NaN, or too few are more than 0 — float32 [2], 2 samples — draw fewer, or with replacement',
    );
  });

  test('without replacement draws the first index with its weight', () => {
    const first = tensor([1, 0, 3], { dtype: 'float32' }).expand(20_000, 3).multinomial(2).select(1, 0);
    expect(first.eq(1).any().item()).toBe(false);
    expect(Math.abs(first.eq(2).sum().item() - 15_000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.75 * 0.25));
  });

  test.each([
    [
      () => ones([3]).multinomial(0),
      'multinomial: 0 is no number of samples — float32 [3], 0 samples — give an integer of at least 1',
    ],
    [
      () => tensor([1, Number.POSITIVE_INFINITY]).multinomial(1),
      'multinomial: a weight is negative, infinite or NaN',
    ],
    [() => tensor([0.5, -1]).multinomial(1), 'multinomial: a weight is negative, infinite or NaN'],
  ])('tells what is wrong: %#', (wrong, message) => expect(wrong).toThrow(message));
});

describe('random numbers', () => {
  test('are the same after the same seed, and others after another', () => {
    const first = [rand([3]).tolist(), randn([3]).tolist(), randperm(9).tolist()];
    manualSeed(11);
    expect([rand([3]).tolist(), randn([3]).tolist(), randperm(9).tolist()]).toEqual(first);
    manualSeed(12);
    expect(rand([3]).tolist()).not.toEqual(first[0]);
    expect(() => manualSeed(-1)).toThrow(
      'manualSeed: the seed is no integer from 0 to 2^53 - 1 — -1 — give one, such as 42',
    );
  });

  test('go on where a saved state left off', () => {
    const generator = new Generator(5);
    randn([3], { generator });
    const state = generator.getState();
    const next = randn([5], { generator }).tolist();
    expect(randn([5], { generator: new Generator().setState(state) }).tolist()).toEqual(next);
    expect(randn([5], { generator }).tolist()).not.toEqual(next);
  });

  test('do not depend on the number of threads', () => {
    const draw = () => {
      manualSeed(3);
      return [rand([300_001]).sum().item(), randn([300_001]).data()[299_999], randperm(100_001).data()[77]];
    };
    const many = draw();
    native.setThreads(1);
    expect(draw()).toEqual(many);
    native.setThreads(native.info.threads);
  });

  test('have the distribution that they are asked for', () => {
    const uniform = rand([MANY], { dtype: 'float64' });
    within(uniform.mean().item(), 0.5, Math.sqrt(1 / 12));
    expect(uniform.min().item()).toBeGreaterThanOrEqual(0);
    expect(uniform.max().item()).toBeLessThan(1);
    const standard = randn([MANY], { dtype: 'float64' });
    within(standard.mean().item(), 0, 1);
    within(standard.square().mean().item(), 1, Math.SQRT2);
    within(standard.abs().lt(1).double().mean().item(), 0.6826894921, 0.4655);
    within(normal(3, 0.1, [MANY]).double().mean().item(), 3, 0.1);
    const dice = randint(1, 7, [MANY]);
    expect([dice.dtype, dice.min().item(), dice.max().item()]).toEqual(['int64', 1, 6]);
    within(dice.double().mean().item(), 3.5, Math.sqrt(35 / 12));
    within(
      bernoulli(ones([MANY]).mul(0.3))
        .double()
        .mean()
        .item(),
      0.3,
      Math.sqrt(0.21),
    );
    expect(Array.from(randperm(50).data() as BigInt64Array, Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, at) => at),
    );
  });

  test('overwrite a tensor, also a part of one', () => {
    const x = zeros([4, MANY / 4]).double();
    x.t().uniform_(-1, 3);
    within(x.mean().item(), 1, Math.sqrt(16 / 12));
    x.at(0).normal_(5, 0.5);
    expect(Math.abs(x.at(0).mean().item() - 5)).toBeLessThan(0.05);
    expect(x.at('1:').max().item()).toBeLessThan(3);
    expect(() => tensor([1]).uniform_()).toThrow(
      'uniform_: the tensor is not floating — int64 — make it with a float dtype',
    );
    expect(() => randint(3, 3, [1])).toThrow('randint: there is no integer to draw — from 3 to before 3');
    expect(() => rand([1], { dtype: 'int64' })).toThrow(
      'rand: the dtype is not floating — int64 — use randint() for integers',
    );
  });
});
