/** Ops of one tensor, element by element. */
import { bool } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { floating, numeric, unary } from './elementwise';
import { twoForms } from './inplaceForms';
import { methods } from './methods';
import { requireOptions } from './options';
import type { Rule } from './row';
import { where } from './where';

const flat: Rule<{ grad: Tensor }> = ({ grad }) => grad.mul(0);

/** -x (torch.neg). */
export const neg = unary('neg', { dtype: numeric, gradient: ({ grad }) => grad.neg() });
/** |x| (torch.abs). */
export const abs = unary('abs', { dtype: numeric, gradient: ({ input, grad }) => grad.mul(input.sign()) });
/** -1, 0 or 1 (torch.sign). */
export const sign = unary('sign', { dtype: numeric, gradient: flat });
/** x² (torch.square). */
export const square = unary('square', {
  dtype: numeric,
  gradient: ({ input, grad }) => grad.mul(input.mul(2)),
});

/** e^x (torch.exp). */
export const exp = unary('exp', { dtype: floating, gradient: ({ output, grad }) => grad.mul(output) });
/** Natural logarithm (torch.log). */
export const log = unary('log', { dtype: floating, gradient: ({ input, grad }) => grad.div(input) });
/** log(1 + x), exact near 0 (torch.log1p). */
export const log1p = unary('log1p', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(input.add(1)),
});
/** e^x - 1, exact near 0 (torch.expm1). */
export const expm1 = unary('expm1', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.add(1)),
});
/** √x (torch.sqrt). */
export const sqrt = unary('sqrt', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.div(output.mul(2)),
});
/** 1 / √x (torch.rsqrt). */
export const rsqrt = unary('rsqrt', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.pow(3).mul(-0.5)),
});
/** 1 / x (torch.reciprocal). */
export const reciprocal = unary('reciprocal', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.square().neg()),
});

/** Sine of radians (torch.sin). */
export const sin = unary('sin', { dtype: floating, gradient: ({ input, grad }) => grad.mul(input.cos()) });
/** Cosine of radians (torch.cos). */
export const cos = unary('cos', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.sin().neg()),
});
/** The error function (torch.erf). */
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

/** Hyperbolic tangent (torch.tanh). */
export const tanh = unary('tanh', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.mul(output).neg().add(1)),
});
/** 1 / (1 + e^-x) (torch.sigmoid). */
export const sigmoid = unary('sigmoid', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.mul(output.neg().add(1))),
});
/** max(x, 0); its gradient at 0 is 0, and at NaN that of x. */
export const relu = unary('relu', {
  dtype: numeric,
  gradient: ({ output, grad }) => where(output.le(0), 0, grad),
});

/** The next integer down (torch.floor). */
export const floor = unary('floor', { dtype: numeric, integersStay: true, gradient: flat });
/** The next integer up (torch.ceil). */
export const ceil = unary('ceil', { dtype: numeric, integersStay: true, gradient: flat });
const wholeRound = unary('round', { dtype: numeric, integersStay: true, gradient: flat });

/** Options of `round`. */
export interface RoundOptions {
  /** Digits after the point to keep; fewer than 0 are digits before it. */
  readonly decimals?: number;
}

/** @internal `round` to digits, by scaling as PyTorch's: the result is the float nearest to a product or quotient. */
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
export function round(input: Tensor, options: RoundOptions = {}): Tensor {
  requireOptions('round', options, '{ decimals: 2 }');
  const { decimals = 0 } = options;
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

/** Whether it is NaN: bool (torch.isnan). */
export const isnan = unary('isnan', { kernel: 'isNaN', dtype: floating, output: bool });
/** Whether it is infinite: bool (torch.isinf). */
export const isinf = unary('isinf', { kernel: 'isInf', dtype: floating, output: bool });
/** Whether it is neither infinite nor NaN: bool (torch.isfinite). */
export const isfinite = unary('isfinite', { kernel: 'isFinite', dtype: floating, output: bool });
/** Whether it is false, which only 0 is: bool (torch.logical_not). */
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
    /** √x */
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
    /** Hyperbolic tangent. */
    tanh(): Tensor;
    /** 1 / (1 + e⁻ˣ) */
    sigmoid(): Tensor;
    /** max(x, 0); its gradient at 0 is 0. */
    relu(): Tensor;
    /** The next integer down. */
    floor(): Tensor;
    /** The next integer up. */
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
