/** Random numbers whose distribution is given by a tensor. */
import { fail, shapeText } from '../tensor/errors';
import { defaultGenerator, type Generator } from '../tensor/generator';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { rand } from './random';
import { define } from './row';
import { searchsorted } from './search';

interface Sampling {
  /** Where the numbers come from; the default generator, which `manualSeed` seeds. */
  readonly generator?: Generator;
}

/**
 * 1 with the probability that the input has there, or with the probability `p` in its shape; else 0. In the dtype of
 * the input (torch.bernoulli).
 */
export function bernoulli(input: Tensor, options?: Sampling): Tensor;
export function bernoulli(input: Tensor, p: number, options?: Sampling): Tensor;
export function bernoulli(input: Tensor, p: number | Sampling = {}, options: Sampling = {}): Tensor {
  if (typeof p === 'number') {
    const value = checkProbability('bernoulli', p);
    return rand(input.shape, { generator: options.generator }).lt(value).to(input.dtype);
  }
  if (!input.isFloatingPoint())
    fail('bernoulli', 'the probabilities are not floats', input.dtype, 'use .float()');
  const dtype = input.dtype === 'float64' ? 'float64' : 'float32';
  return rand(input.shape, { dtype, generator: p.generator }).lt(input.detach().to(dtype)).to(input.dtype);
}

/** Throws where it is no probability. */
export function checkProbability(op: string, p: number): number {
  if (p >= 0 && p <= 1) return p;
  return fail(op, 'p is no probability', String(p), 'give a number from 0 to 1');
}

const poissonRow = define('poisson', {
  operands: ['input'],
  forward: (
    [input]: readonly [Tensor],
    { seed, offset }: { readonly seed: number; readonly offset: number },
  ) => {
    begin('poisson', 'poisson');
    allocate(input.type, input.shape);
    inputOf(input);
    attribute(seed);
    attribute(offset);
    return result(input.type, input.shape);
  },
  gradient: { input: ({ grad }) => grad.mul(0) },
});

/** A count for each rate of the input, in its floating dtype (torch.poisson). */
export function poisson(input: Tensor, { generator = defaultGenerator }: Sampling = {}): Tensor {
  if (!input.isFloatingPoint()) fail('poisson', 'the rates are not floats', input.dtype, 'use .float()');
  const seed = generator.initialSeed();
  return dispatch(poissonRow, [input], { seed, offset: generator.take(input.numel()) });
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
  if (!Number.isInteger(numSamples) || numSamples < 1)
    fail('multinomial', `${numSamples} is no number of samples`, given, 'give an integer of at least 1');
  const least = replacement ? 1 : numSamples;
  const right = table.ge(0).logicalAnd(table.isfinite());
  if (!right.all().item() || !table.gt(0).sum(1).ge(least).all().item()) {
    fail(
      'multinomial',
      'a weight is negative, infinite or NaN, or too few are more than 0',
      given,
      'draw fewer, or with replacement',
    );
  }
  const dtype = table.dtype;
  let drawn: Tensor;
  if (replacement) {
    const sums = table.cumsum(1);
    // Sums as shares of the last, which is then 1 and never drawn.
    const shares = sums.div(sums.narrow(1, choices - 1, 1));
    drawn = searchsorted(shares, rand([rows, numSamples], { dtype, generator }), { right: true });
  } else {
    // The largest weights over exponential numbers are draws without replacement, in their order
    // (Efraimidis & Spirakis 2006).
    const exponential = rand([rows, choices], { dtype, generator }).neg().log1p().neg();
    const scores = table.div(exponential).maskedFill(table.eq(0), 0);
    drawn = scores.topk(numSamples, { dim: 1 }).indices;
  }
  return weights.ndim === 1 ? drawn.squeeze(0) : drawn;
}

methods({ bernoulli, multinomial });

declare module '../tensor/tensor' {
  interface Tensor {
    /** 1 with the probability that the tensor has there, or with the probability `p`; else 0. */
    bernoulli(options?: Sampling): Tensor;
    /** 1 with the probability `p`, or that each element says, else 0. */
    bernoulli(p: number, options?: Sampling): Tensor;
    /** int64: indices drawn with the tensor as weights, [n] or [rows, n]. */
    multinomial(
      numSamples: number,
      options?: { readonly replacement?: boolean; readonly generator?: Generator },
    ): Tensor;
  }
}
