/** Random numbers. The same seed gives the same numbers, however many threads there are. */
import { Category, type DType, float32, int64, types } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { defaultGenerator, type Generator } from '../tensor/generator';
import { checkShape, elements, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, attribute, begin, execute, into, result } from './command';
import { arange, empty, finished, type TensorOptions } from './creation';
import { dispatch } from './dispatch';
import { dispatchInPlace } from './inplace';
import { cat } from './join';
import { methods } from './methods';
import { define } from './row';

export interface RandomOptions extends TensorOptions {
  /** Where the numbers come from; the default generator, which `manualSeed` seeds. */
  readonly generator?: Generator;
}

/** A kernel of random numbers with its two parameters. */
interface Draw {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly seed: number;
  readonly offset: number;
  readonly first: number;
  readonly second: number;
}

function drawRow(name: string, kernel: string, parameters = 2) {
  return define(name, {
    operands: [],
    forward: (_: readonly [], { dtype, shape, seed, offset, first, second }: Draw): Tensor => {
      checkShape(name, shape, types[dtype].bytes);
      begin(name, kernel);
      allocate(types[dtype], shape);
      attribute(seed);
      attribute(offset);
      if (parameters === 2) {
        attribute(first);
        attribute(second);
      }
      return result(types[dtype], shape);
    },
  });
}

const rows = {
  rand: drawRow('rand', 'uniform'),
  randn: drawRow('randn', 'normal'),
  randint: drawRow('randint', 'randint'),
  randperm: drawRow('randperm', 'randperm', 0),
};

/** The counts that a kernel uses: one an element; pairs of them for normal numbers. */
function counts(kernel: string, shape: Shape): number {
  const count = elements(shape);
  return kernel === 'randn' || kernel === 'normal_' ? count + (count % 2) : count;
}

function draw(
  name: keyof typeof rows,
  shape: readonly number[],
  first: number,
  second: number,
  options: RandomOptions,
  natural = float32,
): Tensor {
  const { generator = defaultGenerator } = options;
  const type = options.dtype === undefined ? natural : typeNamed(name, options.dtype);
  if (natural === float32 && type.category !== Category.FLOATING) {
    fail(name, 'the dtype is not floating', type.name, 'use randint() for integers');
  }
  checkShape(name, shape, type.bytes);
  const offset = generator.take(counts(name, shape));
  // Integers are drawn as int64, whatever they become.
  const dtype = natural === int64 ? 'int64' : type.name;
  const made = dispatch(rows[name], [], {
    dtype,
    shape: [...shape],
    seed: generator.seed,
    offset,
    first,
    second,
  });
  return finished(name, made.to(type.name), options);
}

/** Uniform in [0, 1); float32 (torch.rand). */
export function rand(shape: readonly number[] | number, options: RandomOptions = {}): Tensor {
  return draw('rand', [shape].flat(), 0, 1, options);
}

/** From the standard normal distribution; float32 (torch.randn). */
export function randn(shape: readonly number[] | number, options: RandomOptions = {}): Tensor {
  return draw('randn', [shape].flat(), 0, 1, options);
}

/** Integers from `low` to before `high`; int64 (torch.randint). */
export function randint(
  low: number,
  high: number,
  shape: readonly number[],
  options: RandomOptions = {},
): Tensor {
  if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high) {
    fail(
      'randint',
      'there is no integer to draw',
      `from ${low} to before ${high}`,
      'give integers, low below high',
    );
  }
  return draw('randint', shape, low, high, options, int64);
}

/** The integers from 0 to n - 1 in a random order; int64 (torch.randperm). */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  return draw('randperm', [n], 0, 0, options, int64);
}

/** Like {@link rand}, with the shape and dtype of another. */
export function randLike(input: Tensor, options: RandomOptions = {}): Tensor {
  return rand(input.shape, { dtype: input.dtype, ...options });
}
/** Like {@link randn}, with the shape and dtype of another. */
export function randnLike(input: Tensor, options: RandomOptions = {}): Tensor {
  return randn(input.shape, { dtype: input.dtype, ...options });
}
/** Like {@link randint}, with the shape and dtype of another. */
export function randintLike(input: Tensor, low: number, high: number, options: RandomOptions = {}): Tensor {
  return randint(low, high, input.shape, { dtype: input.dtype, ...options });
}

/** Normal numbers with this mean and standard deviation (torch.normal). */
export function normal(
  mean: number,
  std: number,
  shape: readonly number[],
  options: RandomOptions = {},
): Tensor {
  if (!(std >= 0)) fail('normal', 'the standard deviation is negative', String(std), 'give at least 0');
  return draw('randn', shape, mean, std, options);
}

/** 1 with the probability that the input has there, else 0 (torch.bernoulli). */
export function bernoulli(input: Tensor, { generator }: { readonly generator?: Generator } = {}): Tensor {
  if (!input.isFloatingPoint())
    fail('bernoulli', 'the probabilities are not floats', input.dtype, 'use .float()');
  return rand(input.shape, { dtype: input.dtype, generator }).lt(input.detach()).to(input.dtype);
}

/**
 * int64 [numSamples] or [rows, numSamples]: indices drawn with the weights [n] or [rows, n], which need not add up
 * to 1 (torch.multinomial). Without `replacement` no index comes twice in a row.
 */
export function multinomial(
  weights: Tensor,
  numSamples: number,
  { replacement = false, generator }: { readonly replacement?: boolean; readonly generator?: Generator } = {},
): Tensor {
  const given = `${weights.dtype} ${shapeText(weights.shape)}, ${numSamples} samples`;
  if (!weights.isFloatingPoint() || weights.ndim < 1 || weights.ndim > 2) {
    fail(
      'multinomial',
      'the weights are not floats [n] or [rows, n]',
      given,
      'reshape them, or convert them with .float()',
    );
  }
  const [rows, choices] = weights.ndim === 1 ? [1, weights.shape[0]] : weights.shape;
  const table = weights.detach().reshape(rows, choices);
  const least = replacement ? 1 : numSamples;
  if (!table.ge(0).all().item() || !table.gt(0).sum(1).ge(least).all().item()) {
    fail(
      'multinomial',
      'a weight is negative or NaN, or too few are more than 0',
      given,
      'draw fewer, or with replacement',
    );
  }
  // The index of the largest weight over an exponential number has the weights' distribution
  // (Efraimidis & Spirakis 2006).
  let scores = table;
  const drawn: Tensor[] = [];
  for (let sample = 0; sample < numSamples; sample++) {
    if (replacement || sample === 0) {
      scores = table.div(rand([rows, choices], { dtype: table.dtype, generator }).neg().log1p().neg());
    }
    const index = scores.argmax(1, true);
    drawn.push(index);
    if (!replacement) scores = scores.maskedFill(arange(choices).eq(index), -1);
  }
  const result = drawn.length === 0 ? empty([rows, 0], { dtype: 'int64' }) : cat(drawn, 1);
  return weights.ndim === 1 ? result.squeeze(0) : result;
}

type Parameters = Omit<Draw, 'dtype' | 'shape'>;

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

function parametersFor(
  op: string,
  target: Tensor,
  first: number,
  second: number,
  generator: Generator,
): Parameters {
  if (!target.isFloatingPoint())
    fail(op, 'the tensor is not floating', target.dtype, 'make it with a float dtype');
  return { seed: generator.seed, offset: generator.take(counts(op, target.shape)), first, second };
}

/** Overwrites with numbers uniform in [from, to) (torch.Tensor.uniform_). */
export function uniform_(target: Tensor, from = 0, to = 1, generator: Generator = defaultGenerator): Tensor {
  if (!(from <= to)) fail('uniform_', 'the range is empty', `from ${from} to ${to}`, 'give from ≤ to');
  return dispatchInPlace(uniformRow, [target], parametersFor('uniform_', target, from, to, generator));
}

/** Overwrites with normal numbers (torch.Tensor.normal_). */
export function normal_(target: Tensor, mean = 0, std = 1, generator: Generator = defaultGenerator): Tensor {
  if (!(std >= 0))
    fail(
      'normal_',
      'the standard deviation is negative',
      `${std} for ${shapeText(target.shape)}`,
      'give at least 0',
    );
  return dispatchInPlace(normalRow, [target], parametersFor('normal_', target, mean, std, generator));
}

methods({ uniform_, normal_, bernoulli, multinomial });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Overwrites with numbers uniform in [from, to). */
    uniform_(from?: number, to?: number, generator?: Generator): this;
    /** Overwrites with normal numbers. */
    normal_(mean?: number, std?: number, generator?: Generator): this;
    /** 1 with the probability that the tensor has there, else 0. */
    bernoulli(options?: { readonly generator?: Generator }): Tensor;
    /** int64: indices drawn with the tensor as weights, [n] or [rows, n]. */
    multinomial(
      numSamples: number,
      options?: { readonly replacement?: boolean; readonly generator?: Generator },
    ): Tensor;
  }
}
