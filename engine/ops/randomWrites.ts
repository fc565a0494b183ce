/** Random numbers that overwrite a tensor. */
import { Category, type ElementType, float32, float64, isHalf, types } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { defaultGenerator, Generator } from '../tensor/generator';
import { finfo, iinfo } from '../tensor/limits';
import { Tensor } from '../tensor/tensor';
import { attribute, begin, execute, into } from './command';
import { copyInto, dispatchInPlace } from './inplace';
import { methods } from './methods';
import { counts, rand, randint, randn } from './random';
import { define } from './row';
import { checkProbability } from './sampling';

/** A kernel's two parameters, and which numbers it takes. */
interface Parameters {
  readonly seed: number;
  readonly offset: number;
  readonly first: number;
  readonly second: number;
}

function writeRow(name: string, kernel: string) {
  return define(name, {
    operands: ['input'],
    forward: ([target]: readonly [Tensor], { seed, offset, first, second }: Parameters): Tensor => {
      begin(name, kernel);
      into(target);
      for (const value of [seed, offset, first, second]) attribute(value);
      execute();
      return target;
    },
    // Nothing of what was there before is left.
    gradient: { input: () => null },
  });
}

const uniformRow = writeRow('uniform_', 'uniform');
const normalRow = writeRow('normal_', 'normal');

function taken(
  op: string,
  { shape }: Tensor,
  first: number,
  second: number,
  generator: Generator,
): Parameters {
  const seed = generator.initialSeed();
  return { seed, offset: generator.take(counts(op, shape)), first, second };
}

function requireFloats(op: string, target: Tensor): void {
  if (target.isFloatingPoint()) return;
  fail(op, 'the tensor is not floating', target.dtype, 'make it with a float dtype');
}

function requireDeviation(op: string, std: number, { shape }: Tensor): void {
  if (std >= 0) return;
  fail(op, 'the standard deviation is negative', `${std} for ${shapeText(shape)}`, 'give at least 0');
}

/** Overwrites with numbers uniform in [from, to) (torch.Tensor.uniform_). */
export function uniform_(target: Tensor, from = 0, to = 1, generator: Generator = defaultGenerator): Tensor {
  requireFloats('uniform_', target);
  if (!(from <= to)) fail('uniform_', 'the range is empty', `from ${from} to ${to}`, 'give from ≤ to');
  return dispatchInPlace(uniformRow, [target], taken('uniform_', target, from, to, generator));
}

/** Overwrites with normal numbers (torch.Tensor.normal_). */
export function normal_(target: Tensor, mean = 0, std = 1, generator: Generator = defaultGenerator): Tensor {
  requireFloats('normal_', target);
  requireDeviation('normal_', std, target);
  return dispatchInPlace(normalRow, [target], taken('normal_', target, mean, std, generator));
}

/** What is drawn for a target: its shape, in a dtype that has digits enough, and its own numbers. */
interface Fresh {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'float64';
  readonly generator: Generator;
  readonly target: ElementType;
}

/** A form in place that is made of other ops: `make` draws what is copied into the target. */
function madeRow(name: string, make: (fresh: Fresh, first: number, second: number) => Tensor) {
  return define(name, {
    operands: ['input'],
    composed: 'copies',
    forward: ([target]: readonly [Tensor], { seed, offset, first, second }: Parameters): Tensor => {
      const dtype = target.type === float32 || isHalf(target.type) ? float32.name : float64.name;
      const generator = new Generator().setState({ seed, offset });
      const fresh = { shape: target.shape, dtype: dtype as Fresh['dtype'], generator, target: target.type };
      const made = make(fresh, first, second);
      copyInto(name, target, made);
      made.dispose();
      return target;
    },
    gradient: { input: () => null },
  });
}

/** log u, of u uniform in (0, 1]; never 0, which would be a number that these distributions have not. */
function logarithm({ shape, dtype, generator }: Fresh): Tensor {
  return rand(shape, { dtype, generator })
    .neg()
    .log1p()
    .clamp({ max: -finfo(dtype).eps / 2 });
}

const exponentialRow = madeRow('exponential_', (fresh, rate) => logarithm(fresh).div(-rate));

/** Overwrites with numbers of the density λ e^(-λ x), all more than 0 (torch.Tensor.exponential_). */
export function exponential_(target: Tensor, lambd = 1, generator: Generator = defaultGenerator): Tensor {
  requireFloats('exponential_', target);
  if (!(lambd > 0)) fail('exponential_', 'the rate is not positive', String(lambd), 'give more than 0');
  return dispatchInPlace(exponentialRow, [target], taken('exponential_', target, lambd, 0, generator));
}

const geometricRow = madeRow('geometric_', (fresh, p) =>
  logarithm(fresh).div(Math.log1p(-p)).ceil().clamp({ min: 1 }),
);

/** Overwrites with the number of trials up to the first success, each with the probability p (torch.Tensor.geometric_). */
export function geometric_(target: Tensor, p: number, generator: Generator = defaultGenerator): Tensor {
  if (!(p > 0 && p < 1))
    fail('geometric_', 'p is no probability', String(p), 'give a number between 0 and 1');
  return dispatchInPlace(geometricRow, [target], taken('geometric_', target, p, 0, generator));
}

const cauchyRow = madeRow('cauchy_', ({ shape, dtype, generator }, median, sigma) =>
  rand(shape, { dtype, generator }).sub(0.5).mul(Math.PI).tan().mul(sigma).add(median),
);

/** Overwrites with numbers of the Cauchy distribution (torch.Tensor.cauchy_). */
export function cauchy_(
  target: Tensor,
  median = 0,
  sigma = 1,
  generator: Generator = defaultGenerator,
): Tensor {
  requireFloats('cauchy_', target);
  if (!(sigma > 0)) fail('cauchy_', 'sigma is not positive', String(sigma), 'give more than 0');
  return dispatchInPlace(cauchyRow, [target], taken('cauchy_', target, median, sigma, generator));
}

const logNormalRow = madeRow('logNormal_', ({ shape, dtype, generator }, mean, std) =>
  randn(shape, { dtype, generator }).mul(std).add(mean).exp(),
);

/** Overwrites with numbers whose logarithms are normal (torch.Tensor.log_normal_). */
export function logNormal_(
  target: Tensor,
  mean = 1,
  std = 2,
  generator: Generator = defaultGenerator,
): Tensor {
  requireFloats('logNormal_', target);
  requireDeviation('logNormal_', std, target);
  // Pairs, as normal_.
  return dispatchInPlace(logNormalRow, [target], taken('normal_', target, mean, std, generator));
}

const bernoulliRow = madeRow('bernoulli_', ({ shape, dtype, generator }, p) =>
  rand(shape, { dtype, generator }).lt(p),
);

/** Overwrites with 1 with the probability `p`, one number or a tensor that broadcasts; else 0 (torch.Tensor.bernoulli_). */
export function bernoulli_(
  target: Tensor,
  p: number | Tensor = 0.5,
  generator: Generator = defaultGenerator,
): Tensor {
  if (!(p instanceof Tensor)) {
    const value = checkProbability('bernoulli_', p);
    return dispatchInPlace(bernoulliRow, [target], taken('bernoulli_', target, value, 0, generator));
  }
  return target.copy_(p.detach().expand(target.shape).bernoulli({ generator }));
}

const randomRow = madeRow('random_', ({ shape, generator, target }, from, to) => {
  if (to - from <= 2 ** 53) return randint(from, to, shape, { generator });
  // All of int64 from 0 on: its upper and lower half.
  const upper = randint(0, 2 ** 31, shape, { generator });
  return target === types.int64 ? upper.mul(2 ** 32).add(randint(0, 2 ** 32, shape, { generator })) : upper;
});

/** Integers of a dtype that follow each other without gaps end here. */
function endOf({ category, name }: ElementType): number {
  if (category === Category.BOOL) return 2;
  return category === Category.FLOATING ? 2 / finfo(name).eps + 1 : Number(iinfo(name).max) + 1;
}

/**
 * Overwrites with integers from `from` to before `to`; without them, with all that the dtype has from 0 on; with one
 * number, from 0 to before it (torch.Tensor.random_).
 */
export function random_(
  target: Tensor,
  from?: number | null,
  to?: number | null,
  generator: Generator = defaultGenerator,
): Tensor {
  const one = from !== undefined && from !== null && (to === undefined || to === null);
  const low = one ? 0 : (from ?? 0);
  const high = one ? (from as number) : (to ?? endOf(target.type));
  if (!(low < high)) {
    fail('random_', 'there is no integer to draw', `from ${low} to before ${high}`, 'give from below to');
  }
  const counted = taken('random_', target, low, high, generator);
  if (high - low > 2 ** 53) generator.take(target.numel());
  return dispatchInPlace(randomRow, [target], counted);
}

methods({ uniform_, normal_, exponential_, geometric_, cauchy_, logNormal_, bernoulli_, random_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Overwrites with numbers uniform in [from, to). */
    uniform_(from?: number, to?: number, generator?: Generator): this;
    /** Overwrites with normal numbers. */
    normal_(mean?: number, std?: number, generator?: Generator): this;
    /** Overwrites with numbers of the density λ e^(-λ x). */
    exponential_(lambd?: number, generator?: Generator): this;
    /** Overwrites with the number of trials up to the first success, each with the probability p. */
    geometric_(p: number, generator?: Generator): this;
    /** Overwrites with numbers of the Cauchy distribution. */
    cauchy_(median?: number, sigma?: number, generator?: Generator): this;
    /** Overwrites with numbers whose logarithms are normal. */
    logNormal_(mean?: number, std?: number, generator?: Generator): this;
    /** Overwrites with 1 with the probability `p`, one number or a tensor that broadcasts; else 0. */
    bernoulli_(p?: number | Tensor, generator?: Generator): this;
    /** Overwrites with integers: from 0 to before one number, between two, or all that the dtype has from 0 on. */
    random_(from?: number | null, to?: number | null, generator?: Generator): this;
  }
}
