/** What each element is with those before it along an axis. */
import { mode } from '../autograd/mode';
import { Category, type DType, int64, types } from '../tensor/dtype';
import { finfo } from '../tensor/limits';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, attribute, begin, execute, input as inputOf, into, result, taken } from './command';
import { arange, eye, zeros } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { converted, dropTemporary, floatsOnly, refuse } from './elementwise';
import type { Extreme } from './extremes';
import { checkTarget } from './inplace';
import { twoForms } from './inplaceForms';
import { methods } from './methods';
import { requireOptions } from './options';
import { define } from './row';
import { where } from './where';

/** Options of running sums and products. */
export interface ScanOptions {
  /** Convert to this dtype first; by default bools and integers become int64. */
  readonly dtype?: DType;
}

interface Along {
  readonly dim: number;
}
type Typed = Along & { readonly dtype: DType };

/** A running sum or product in a dtype of numbers. */
function running(
  op: string,
  kernel: string,
  input: Tensor,
  { dim, dtype }: Typed,
  target: Tensor | null,
): Tensor {
  const type = types[dtype];
  if (target !== null) checkTarget(op, target, 0, type);
  const inPlace = target !== null && target.type === type;
  const tensor = converted(input, type);
  begin(op, kernel);
  if (inPlace) into(target);
  else allocate(type, tensor.shape);
  inputOf(tensor);
  attribute(input.ndim === 0 ? -1 : dim);
  let computed = target as Tensor;
  if (inPlace) execute();
  else computed = result(type, tensor.shape);
  dropTemporary(tensor, input);
  return computed;
}

/** The axis, from 0 on. */
function along(op: string, input: Tensor, dim: number): number {
  requireTensor(op, 'the input', input);
  return axisOf(op, dim, input.ndim);
}

function typed(op: string, input: Tensor, dim: number, options: ScanOptions = {}, inPlace = false): Typed {
  const axis = along(op, input, dim);
  requireOptions(op, options, "{ dtype: 'float64' }");
  const { dtype } = options;
  const natural = input.type.category === Category.FLOATING || inPlace ? input.type : int64;
  const { name } = dtype === undefined ? natural : typeNamed(op, dtype);
  return { dim: axis, dtype: name };
}

const cumsumForms = twoForms('cumsum', {
  operands: ['input'],
  compute: (op, [input]: readonly [Tensor], typed: Typed, target) =>
    running(op, 'cumsum', input, typed, target),
  gradient: { input: ({ grad, dim }) => reversedSum(grad, dim) },
});

/** The sum of each element and those after it. */
function reversedSum(input: Tensor, dim: number): Tensor {
  return input.ndim === 0 ? input : input.flip(dim).cumsum(dim).flip(dim);
}

/** The sum of each element and those before it along `dim` (torch.cumsum). */
export function cumsum(input: Tensor, dim: number, options?: ScanOptions): Tensor {
  return cumsumForms.apply([input], typed('cumsum', input, dim, options));
}
const cumsum_ = (target: Tensor, dim: number, options?: ScanOptions) =>
  cumsumForms.applyInPlace([target], typed('cumsum_', target, dim, options, true));

const cumprodForms = twoForms('cumprod', {
  operands: ['input'],
  compute: (op, [input]: readonly [Tensor], typed: Typed, target) =>
    running(op, 'cumprod', input, typed, target),
  gradient: {
    input: ({ grad, input, output, dim }) => {
      if (input.ndim === 0) return grad;
      const isZero = input.eq(0);
      if (!isZero.any().item()) return reversedSum(grad.mul(output), dim).div(input);
      return mode.recording
        ? exactSlope(grad, input, dim)
        : slopeAroundZero(grad, input, output, isZero, dim);
    },
  },
});

/**
 * Where there is a 0: before the first one as anywhere; at it, the product without it; after it nothing. Its own
 * derivative is not right, hence {@link exactSlope}.
 */
function slopeAroundZero(grad: Tensor, input: Tensor, output: Tensor, isZero: Tensor, dim: number): Tensor {
  const zerosBefore = isZero.cumsum(dim);
  const first = isZero.logicalAnd(zerosBefore.eq(1));
  const others = reversedSum(grad.mul(where(first, 1, input).cumprod(dim)), dim);
  const before = reversedSum(grad.mul(output), dim).div(where(isZero, 1, input));
  return where(first, others, where(zerosBefore.eq(0), before, 0));
}

/** Σ over later outputs j of grad_j Π over i ≤ j, i ≠ k, of x_i; of n² elements a line. */
function exactSlope(grad: Tensor, input: Tensor, dim: number): Tensor {
  const count = input.shape[dim];
  const rows = input.transpose(dim, -1).unsqueeze(-2); // […, 1, i]
  const products = where(eye(count).to('bool'), 1, rows).cumprod(-1); // […, k, j]
  const later = arange(count).ge(arange(count).unsqueeze(1)); // [k, j]
  const slopes = where(later, products, 0).mul(grad.transpose(dim, -1).unsqueeze(-2)).sum(-1);
  return slopes.transpose(-1, dim);
}

/** The product of each element and those before it along `dim` (torch.cumprod). */
export function cumprod(input: Tensor, dim: number, options?: ScanOptions): Tensor {
  return cumprodForms.apply([input], typed('cumprod', input, dim, options));
}
const cumprod_ = (target: Tensor, dim: number, options?: ScanOptions) =>
  cumprodForms.applyInPlace([target], typed('cumprod_', target, dim, options, true));

/** The gradient goes to the elements that were extremes. */
function extremes(name: 'cummax' | 'cummin') {
  return define(name, {
    operands: ['input'],
    outputs: ['values', 'indices'],
    forward: ([input]: readonly [Tensor], { dim }: Along): readonly [Tensor, Tensor] => {
      const { type, shape } = input;
      begin(name, name);
      allocate(type, shape);
      allocate(int64, shape);
      inputOf(input);
      attribute(input.ndim === 0 ? -1 : dim);
      return [result(type, shape), taken(1, int64, shape)];
    },
    gradient: {
      input: ({ grad, outputs, inputShape, dim }) =>
        inputShape.length === 0
          ? grad
          : zeros(inputShape, { dtype: grad.dtype }).scatterAdd(dim, outputs[1], grad),
    },
  });
}
const cummaxRow = extremes('cummax');
const cumminRow = extremes('cummin');

/** The largest element so far along `dim`, and where it is: the last of equals; NaN wins (torch.cummax). */
export function cummax(input: Tensor, dim: number): Extreme {
  const [values, indices] = dispatch(cummaxRow, [input], { dim: along('cummax', input, dim) });
  return { values, indices };
}
/** The smallest element so far along `dim`, and where it is: the last of equals; NaN wins (torch.cummin). */
export function cummin(input: Tensor, dim: number): Extreme {
  const [values, indices] = dispatch(cumminRow, [input], { dim: along('cummin', input, dim) });
  return { values, indices };
}

const logcumsumexpRow = define('logcumsumexp', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], { dim }: Along) => {
    if (floatsOnly(input.type) === null) refuse('logcumsumexp', input.type);
    return running('logcumsumexp', 'logCumSumExp', input, { dim, dtype: input.dtype }, null);
  },
  gradient: {
    // Positive and negative gradients apart, so that their logarithms can be summed without overflow.
    input: ({ grad, input, output, dim }) => {
      if (input.ndim === 0) return grad;
      const part = (one: Tensor) => {
        // -∞ less an output of -∞ would be NaN.
        const log = where(one.gt(0), where(one.gt(0), one, 1).log(), finfo(grad.dtype).min);
        return log.sub(output).flip(dim).logcumsumexp(dim).flip(dim).add(input).exp();
      };
      return part(grad).sub(part(grad.neg()));
    },
  },
});

/** log Σ eˣ of each element and those before it along `dim`; of floats (torch.logcumsumexp). */
export function logcumsumexp(input: Tensor, dim: number): Tensor {
  return dispatch(logcumsumexpRow, [input], { dim: along('logcumsumexp', input, dim) });
}

methods({ cumsum, cumsum_, cumprod, cumprod_, cummax, cummin, logcumsumexp });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The sum of each element and those before it along `dim`. */
    cumsum(dim: number, options?: ScanOptions): Tensor;
    /** The product of each element and those before it along `dim`. */
    cumprod(dim: number, options?: ScanOptions): Tensor;
    /** The largest element so far along `dim`, and where it is. */
    cummax(dim: number): Extreme;
    /** The smallest element so far along `dim`, and where it is. */
    cummin(dim: number): Extreme;
    /** log Σ eˣ of each element and those before it along `dim`. */
    logcumsumexp(dim: number): Tensor;
    /** As `cumsum`, in place. */
    cumsum_(dim: number, options?: ScanOptions): this;
    /** As `cumprod`, in place. */
    cumprod_(dim: number, options?: ScanOptions): this;
  }
}
