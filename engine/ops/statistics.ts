/** Reductions made of others: variance, norm, products, sums of exponentials. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { eye } from './creation';
import { dispatch } from './dispatch';
import { converted, dropTemporary } from './elementwise';
import { methods } from './methods';
import {
  computeReduction,
  type Dims,
  type Keep,
  keepOf,
  type Reduced,
  type ReduceOptions,
  reducedCount,
  reducedOf,
  unreduced,
} from './reduce';
import { define } from './row';
import { where } from './where';

type Input = readonly [Tensor];

export interface VarianceOptions extends ReduceOptions {
  /** The sum of squares is divided by the number of elements minus this; 1 by default. */
  readonly correction?: number;
}

type Variance = Reduced & { readonly correction: number };

function requireFloats(op: string, input: Tensor): void {
  if (input.type.category === Category.FLOATING) return;
  fail(op, 'the dtype is not floating', input.dtype, 'convert it first with .float()');
}

/** What the sum of squared distances is divided by; 0 where there are too few elements, as in PyTorch. */
function freedom(input: readonly number[], { correction, ...reduced }: Variance): number {
  return Math.max(reducedCount(input, reduced) - correction, 0);
}

function variance(input: Tensor, attributes: Variance): Tensor {
  const { dims, keepdim } = attributes;
  const distance = input.sub(input.mean(dims, true));
  return distance.square().sum(dims, keepdim).div(freedom(input.shape, attributes));
}

const varRow = define('var', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, attributes: Variance) => variance(input, attributes),
  gradient: {
    input: ({ grad, input, dims, keepdim, correction }) => {
      const factor = 2 / freedom(input.shape, { dims, keepdim, correction });
      return unreduced(grad, input.shape, { dims, keepdim })
        .mul(factor)
        .mul(input.sub(input.mean(dims, true)));
    },
  },
});

const stdRow = define('std', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, attributes: Variance) => variance(input, attributes).sqrt(),
  gradient: {
    input: ({ grad, input, output, dims, keepdim, correction }) => {
      const count = freedom(input.shape, { dims, keepdim, correction });
      // Where all elements are equal there is no slope to follow: 0, as in PyTorch.
      const slope = where(output.eq(0), 0, grad.div(output.mul(count)));
      return unreduced(slope, input.shape, { dims, keepdim }).mul(input.sub(input.mean(dims, true)));
    },
  },
});

function varianceOf(op: 'var' | 'std', input: Tensor, dim?: Dims, options: VarianceOptions = {}): Variance {
  requireFloats(op, input);
  return { ...reducedOf(op, input, dim, options), correction: options.correction ?? 1 };
}

/** The variance over axes (torch.var); `correction` 1 is Bessel's. */
export function variance_(input: Tensor, dim?: Dims, options?: VarianceOptions): Tensor {
  return dispatch(varRow, [input], varianceOf('var', input, dim, options));
}
export { variance_ as var };

/** The standard deviation over axes (torch.std). */
export function std(input: Tensor, dim?: Dims, options?: VarianceOptions): Tensor {
  return dispatch(stdRow, [input], varianceOf('std', input, dim, options));
}

const logsumexpRow = define('logsumexp', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, { dims, keepdim }: Reduced) => {
    // log 0, where there is nothing to add up.
    if (dims.some((axis) => input.shape[axis] === 0)) return input.sum(dims, keepdim).log();
    const largest = input.amax(dims, true);
    // Infinite maxima would give ∞ - ∞.
    const shift = where(largest.isfinite(), largest, 0);
    const sum = input.sub(shift).exp().sum(dims, true).log().add(shift);
    return keepdim ? sum : sum.squeeze(dims);
  },
  gradient: {
    input: ({ grad, input, output, dims, keepdim }) => {
      const reduced = { dims, keepdim };
      const whole = unreduced(output, input.shape, reduced);
      return input
        .sub(whole)
        .exp()
        .mul(unreduced(grad, input.shape, reduced));
    },
  },
});

/** log Σ eˣ over axes, without overflow (torch.logsumexp). */
export function logsumexp(input: Tensor, dim: Dims, keep?: Keep): Tensor {
  requireFloats('logsumexp', input);
  return dispatch(logsumexpRow, [input], reducedOf('logsumexp', input, dim, keep));
}

type Norm = Reduced & { readonly p: number };

const normRow = define('norm', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, { p, dims, keepdim }: Norm) => {
    if (p === 2) return input.square().sum(dims, keepdim).sqrt();
    const size = input.abs();
    if (p === Number.POSITIVE_INFINITY) return size.amax(dims, keepdim);
    if (p === Number.NEGATIVE_INFINITY) return size.amin(dims, keepdim);
    if (p === 0) return input.ne(0).to(input.dtype).sum(dims, keepdim);
    if (p === 1) return size.sum(dims, keepdim);
    return size
      .pow(p)
      .sum(dims, keepdim)
      .pow(1 / p);
  },
  gradient: {
    input: ({ grad, input, output, p, dims, keepdim }) => {
      // The number of elements that are not 0 has no slope.
      if (p === 0) return null;
      const reduced = { dims, keepdim };
      const incoming = unreduced(grad, input.shape, reduced);
      const norm = unreduced(output, input.shape, reduced);
      if (p === 1) return incoming.mul(input.sign());
      if (!Number.isFinite(p)) {
        const isExtreme = input.abs().eq(norm).to(grad.dtype);
        return input
          .sign()
          .mul(isExtreme)
          .mul(incoming.div(isExtreme.sum(dims, true)));
      }
      // At a norm of 0 there is no slope to follow: 0, as in PyTorch.
      const scale = where(norm.eq(0), 0, incoming.div(norm.pow(p - 1)));
      if (p === 2) return input.mul(scale);
      const powers = p < 2 ? where(input.eq(0), 0, input.abs().pow(p - 2)) : input.abs().pow(p - 2);
      return input.mul(powers).mul(scale);
    },
  },
});

/**
 * (Σ |x|ᵖ)^(1/p) over axes; p can be infinite, and 'fro' is 2 (torch.linalg.vector_norm, torch.norm). Norms of
 * matrices are in `linalg`.
 */
export function norm(input: Tensor, p: number | 'fro' = 2, dim?: Dims, keep?: Keep): Tensor {
  requireFloats('norm', input);
  if (p !== 'fro' && typeof p !== 'number')
    fail('norm', 'there is no such order', String(p), "give a number, Infinity or 'fro'");
  return dispatch(normRow, [input], { ...reducedOf('norm', input, dim, keep), p: p === 'fro' ? 2 : p });
}

/**
 * Limits the p-norm of each part along `dim` to `maxnorm`; smaller parts stay (torch.renorm). A part that is scaled
 * ends a little below, by 1e-7 in its norm.
 */
export function renorm(input: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  const axis = axisOf('renorm', dim, input.ndim);
  const others = input.shape.map((_, each) => each).filter((each) => each !== axis);
  if (others.length === 0)
    fail(
      'renorm',
      'the tensor has fewer than 2 axes',
      shapeText(input.shape),
      'give one with parts along an axis',
    );
  const size = norm(input, p, others, true);
  return input.mul(where(size.gt(maxnorm), size.add(1e-7).reciprocal().mul(maxnorm), 1));
}

const prodRow = define('prod', {
  operands: ['input'],
  forward: ([input]: Input, reduced: Reduced) => {
    const type = input.type.category === Category.FLOATING ? input.type : int64;
    const tensor = converted(input, type);
    const product = computeReduction('prod', 'prod', tensor, reduced);
    dropTemporary(tensor, input);
    return product;
  },
  gradient: {
    input: ({ grad, input, output, dims, keepdim }) => {
      const reduced = { dims, keepdim };
      const incoming = unreduced(grad, input.shape, reduced);
      if (input.ne(0).all().item()) {
        return incoming.mul(unreduced(output, input.shape, reduced)).div(input);
      }
      return incoming.mul(productOfOthers(input, dims));
    },
  },
});

/** For each element the product of all others: of a square with ones on its diagonal, so that no 0 is divided by. */
function productOfOthers(input: Tensor, dims: readonly number[]): Tensor {
  if (input.ndim === 0) return input.mul(0).add(1);
  const others = input.shape.map((_, axis) => axis).filter((axis) => !dims.includes(axis));
  const order = [...others, ...dims];
  const count = dims.reduce((product, axis) => product * input.shape[axis], 1);
  // [others, count]
  const moved = input.permute(order);
  const rows = moved.reshape(-1, 1, count);
  const own = eye(count, count).to('bool');
  const products = where(own, 1, rows).prod(2).reshape(moved.shape);
  return products.permute(order.map((_, axis) => order.indexOf(axis)));
}

/** The product over axes, or over all (torch.prod). Bools and integers are multiplied as int64. */
export function prod(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  const { dtype } = keepOf(keep);
  const typed = dtype === undefined ? input : input.to(dtype);
  return dispatch(prodRow, [typed], reducedOf('prod', input, dim, keep));
}

methods({ var: variance_, std, logsumexp, norm, renorm, prod });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The variance over axes; `correction` 1 is Bessel's. */
    var(dim?: Dims, options?: VarianceOptions): Tensor;
    /** The standard deviation over axes; `correction` 1 is Bessel's. */
    std(dim?: Dims, options?: VarianceOptions): Tensor;
    /** log Σ eˣ over axes, without overflow. */
    logsumexp(dim: Dims, keep?: Keep): Tensor;
    /** (Σ |x|ᵖ)^(1/p) over axes; p can be infinite. */
    norm(p?: number | 'fro', dim?: Dims, keep?: Keep): Tensor;
    /** Limits the p-norm of each part along `dim` to `maxnorm`. */
    renorm(p: number, dim: number, maxnorm: number): Tensor;
    /** The product over axes, or over all. */
    prod(dim?: Dims, keep?: Keep): Tensor;
  }
}
