/** Random numbers. The same seed gives the same numbers, however many threads there are. */
import { Category, type DType, float32, int64, resultTypeOfAll, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { defaultGenerator, type Generator } from '../tensor/generator';
import { broadcast, checkShape, elements, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, attribute, begin, result } from './command';
import { finished, type TensorOptions } from './creation';
import { dispatch } from './dispatch';
import { define } from './row';

/** What a new tensor of random numbers is. */
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

/** The counts that an op uses: one an element; pairs of them for normal numbers. */
export function counts(op: string, shape: Shape): number {
  const count = elements(shape);
  return op === 'randn' || op === 'normal_' ? count + (count % 2) : count;
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
    seed: generator.initialSeed(),
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

/** Integers from `low` (0 where it is left out) to before `high`; int64 (torch.randint). */
export function randint(high: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function randint(low: number, high: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function randint(
  low: number,
  high: number | readonly number[],
  shape?: readonly number[] | RandomOptions,
  options?: RandomOptions,
): Tensor {
  if (typeof high !== 'number') return randint(0, low, high, shape as RandomOptions | undefined);
  if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high) {
    fail(
      'randint',
      'there is no integer to draw',
      `from ${low} to before ${high}`,
      'give integers, low below high',
    );
  }
  return draw('randint', shape as readonly number[], low, high, options ?? {}, int64);
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
export function randintLike(input: Tensor, high: number, options?: RandomOptions): Tensor;
export function randintLike(input: Tensor, low: number, high: number, options?: RandomOptions): Tensor;
export function randintLike(
  input: Tensor,
  low: number,
  high?: number | RandomOptions,
  options: RandomOptions = {},
): Tensor {
  if (typeof high !== 'number') return randintLike(input, 0, low, high);
  return randint(low, high, input.shape, { dtype: input.dtype, ...options });
}

/**
 * Normal numbers (torch.normal): with one mean and standard deviation in a shape, or with those of tensors, which
 * broadcast. No gradient passes.
 */
export function normal(mean: number, std: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function normal(mean: Tensor, std: Tensor | number, options?: RandomOptions): Tensor;
export function normal(mean: number, std: Tensor, options?: RandomOptions): Tensor;
export function normal(
  mean: Tensor | number,
  std: Tensor | number,
  shape?: readonly number[] | RandomOptions,
  options: RandomOptions = {},
): Tensor {
  const negative = std instanceof Tensor ? std.lt(0).any().item() : !(std >= 0);
  if (negative) fail('normal', 'the standard deviation is negative', String(std), 'give at least 0');
  if (typeof mean === 'number' && typeof std === 'number')
    return draw('randn', shape as readonly number[], mean, std, options);
  const [means, stds] = [mean, std].map((each) => (each instanceof Tensor ? each.detach() : each));
  const like = resultTypeOfAll([means, stds]);
  const sizes = broadcast('normal', shapeOf(means), shapeOf(stds));
  const standard = draw('randn', sizes, 0, 1, { dtype: like.name, ...(shape as RandomOptions) });
  return finished('normal', standard.mul(stds).add(means), (shape as RandomOptions) ?? {});
}

function shapeOf(operand: Tensor | number): Shape {
  return operand instanceof Tensor ? operand.shape : [];
}
