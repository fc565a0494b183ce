/** Whether tensors are alike, and how far apart they are. */
import { fail } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { dispatch, requireTensor } from './dispatch';
import { methods } from './methods';
import { requireOptions } from './options';
import { define } from './row';

/** How near two numbers are to be. */
export interface CloseOptions {
  /** Relative tolerance; 1e-5 by default. */
  readonly rtol?: number;
  /** Absolute tolerance; 1e-8 by default. */
  readonly atol?: number;
  /** Whether NaN is close to NaN. */
  readonly equalNan?: boolean;
}

type Close = Required<CloseOptions>;

const iscloseRow = define('isclose', {
  operands: ['input', 'other'],
  composed: true,
  forward: ([input, other]: readonly [Tensor, Tensor], { rtol, atol, equalNan }: Close) => {
    let close = input.eq(other);
    if (equalNan) close = close.logicalOr(input.isnan().logicalAnd(other.isnan()));
    if (rtol === 0 && atol === 0) return close;
    const [left, right] = input.isFloatingPoint() ? [input, other] : [input.double(), other.double()];
    const distance = left.sub(right).abs();
    const allowed = right.mul(rtol).abs().add(atol);
    return close.logicalOr(distance.isfinite().logicalAnd(distance.le(allowed)));
  },
});

function closeOf(op: string, input: Tensor, other: Tensor, options: CloseOptions = {}): Close {
  requireTensor(op, 'the first operand', input);
  requireTensor(op, 'the second operand', other);
  if (input.dtype !== other.dtype)
    fail(op, 'the dtypes differ', `${input.dtype} and ${other.dtype}`, 'convert one of them with .to()');
  requireOptions(op, options, '{ rtol: 1e-3 }');
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (!(rtol >= 0 && atol >= 0))
    fail(op, 'a tolerance is negative', `rtol ${rtol}, atol ${atol}`, 'give tolerances of at least 0');
  return { rtol, atol, equalNan };
}

/** bool: where |input - other| ≤ atol + rtol · |other|, or both are equal (torch.isclose). */
export function isclose(input: Tensor, other: Tensor, options?: CloseOptions): Tensor {
  return dispatch(iscloseRow, [input, other], closeOf('isclose', input, other, options));
}

/** Whether all elements are close, with broadcasting (torch.allclose). */
export function allclose(input: Tensor, other: Tensor, options?: CloseOptions): boolean {
  const close = closeOf('allclose', input, other, options);
  return Boolean(dispatch(iscloseRow, [input, other], close).all().item());
}

/** Whether both have one shape and equal elements; NaN equals nothing (torch.equal). */
export function equal(input: Tensor, other: Tensor): boolean {
  requireTensor('equal', 'the first operand', input);
  requireTensor('equal', 'the second operand', other);
  return sameShape(input.shape, other.shape) && Boolean(input.eq(other).all().item());
}

/** The p-norm of input - other, with broadcasting (torch.dist). */
export function dist(input: Tensor, other: Tensor, p = 2): Tensor {
  requireTensor('dist', 'the first operand', input);
  requireTensor('dist', 'the second operand', other);
  return input.sub(other).norm(p);
}

methods({ isclose, allclose, equal, dist });

declare module '../tensor/tensor' {
  interface Tensor {
    /** bool: where |x - other| ≤ atol + rtol · |other|, or both are equal. */
    isclose(other: Tensor, options?: CloseOptions): Tensor;
    /** Whether all elements are close, with broadcasting. */
    allclose(other: Tensor, options?: CloseOptions): boolean;
    /** Whether both have one shape and equal elements; NaN equals nothing. */
    equal(other: Tensor): boolean;
    /** The p-norm of x - other. */
    dist(other: Tensor, p?: number): Tensor;
  }
}
