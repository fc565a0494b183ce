/** Ops of one tensor, element by element. */
import { bool } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { floating, numeric, unary } from './elementwise';
import { twoForms } from './inplaceForms';
import { methods } from './methods';
import type { Rule } from './row';

const flat: Rule<{ grad: Tensor }> = ({ grad }) => grad.mul(0);

export const neg = unary('neg', { dtype: numeric, gradient: ({ grad }) => grad.neg() });
export const abs = unary('abs', { dtype: numeric, gradient: ({ input, grad }) => grad.mul(input.sign()) });
export const sign = unary('sign', { dtype: numeric, gradient: flat });
export const square = unary('square', {
  dtype: numeric,
  gradient: ({ input, grad }) => grad.mul(input.mul(2)),
});

export const exp = unary('exp', { dtype: floating, gradient: ({ output, grad }) => grad.mul(output) });
export const log = unary('log', { dtype: floating, gradient: ({ input, grad }) => grad.div(input) });
export const log1p = unary('log1p', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(input.add(1)),
});
export const expm1 = unary('expm1', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.add(1)),
});
export const sqrt = unary('sqrt', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.div(output.mul(2)),
});
export const rsqrt = unary('rsqrt', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.pow(3).mul(-0.5)),
});
export const reciprocal = unary('reciprocal', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.square().neg()),
});

export const sin = unary('sin', { dtype: floating, gradient: ({ input, grad }) => grad.mul(input.cos()) });
export const cos = unary('cos', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.sin().neg()),
});
export const erf = unary('erf', {
  dtype: floating,
  gradient: ({ input, grad }) =>
    grad.mul(
      input
        .square()
        .neg()
        .exp()
        .mul(2 / Math.sqrt(Math.PI)),
    ),
});

export const tanh = unary('tanh', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.mul(output).neg().add(1)),
});
export const sigmoid = unary('sigmoid', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.mul(output.neg().add(1))),
});
/** max(x, 0); its gradient at 0 is 0. */
export const relu = unary('relu', {
  dtype: numeric,
  gradient: ({ output, grad }) => grad.mul(output.gt(0)),
});

export const floor = unary('floor', { dtype: numeric, integersStay: true, gradient: flat });
export const ceil = unary('ceil', { dtype: numeric, integersStay: true, gradient: flat });
const wholeRound = unary('round', { dtype: numeric, integersStay: true, gradient: flat });

export interface RoundOptions {
  /** Digits after the point to keep; fewer than 0 are digits before it. */
  readonly decimals?: number;
}

/** `round` to digits, by scaling as PyTorch's: the result is the float nearest to a product or quotient. */
export const roundDecimals = twoForms('round.decimals', {
  operands: ['input'],
  composed: true,
  compute: (_, [input]: readonly [Tensor], { decimals }: Required<RoundOptions>) => {
    const scale = 10 ** Math.abs(decimals);
    return decimals > 0 ? input.mul(scale).round().div(scale) : input.div(scale).round().mul(scale);
  },
  gradient: { input: flat },
});

/** To the nearest integer, halves to the even one; with `decimals`, of floats, to so many digits (torch.round). */
export function round(input: Tensor, { decimals = 0 }: RoundOptions = {}): Tensor {
  if (decimals === 0) return wholeRound(input);
  if (!input.isFloatingPoint())
    fail(
      'round',
      'integers have no decimals',
      `decimals ${decimals} of ${input.dtype}`,
      'convert it with .float()',
    );
  return roundDecimals.apply([input], { decimals });
}
methods({ round });

export const isnan = unary('isnan', { kernel: 'isNaN', dtype: floating, output: bool });
export const isinf = unary('isinf', { kernel: 'isInf', dtype: floating, output: bool });
export const isfinite = unary('isfinite', { kernel: 'isFinite', dtype: floating, output: bool });
export const logicalNot = unary('logicalNot', { dtype: () => bool, output: bool });

declare module '../tensor/tensor' {
  interface Tensor {
    /** -x; not for bool. */
    neg(): Tensor;
    /** |x|; its gradient at 0 is 0. */
    abs(): Tensor;
    /** -1, 0 or 1. */
    sign(): Tensor;
    /** x · x */
    square(): Tensor;
    /** eˣ; integers become float32. */
    exp(): Tensor;
    /** Natural logarithm; integers become float32. */
    log(): Tensor;
    /** log(1 + x), exact for small x. */
    log1p(): Tensor;
    /** eˣ - 1, exact for small x. */
    expm1(): Tensor;
    sqrt(): Tensor;
    /** 1 / √x */
    rsqrt(): Tensor;
    /** 1 / x */
    reciprocal(): Tensor;
    /** Of an angle in radians. */
    sin(): Tensor;
    /** Of an angle in radians. */
    cos(): Tensor;
    /** The error function 2/√π ∫₀ˣ e^(-t²) dt. */
    erf(): Tensor;
    tanh(): Tensor;
    /** 1 / (1 + e⁻ˣ) */
    sigmoid(): Tensor;
    /** max(x, 0); its gradient at 0 is 0. */
    relu(): Tensor;
    floor(): Tensor;
    ceil(): Tensor;
    /** To the nearest integer, halves to the even one; with `decimals` to so many digits after the point. */
    round(options?: RoundOptions): Tensor;
    /** bool: which elements are NaN. */
    isnan(): Tensor;
    /** bool: which elements are ∞ or -∞. */
    isinf(): Tensor;
    /** bool: which elements are neither NaN nor infinite. */
    isfinite(): Tensor;
    /** bool: which elements are 0 or false. */
    logicalNot(): Tensor;
  }
}
