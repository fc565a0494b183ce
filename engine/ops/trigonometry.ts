/** Angles, and hyperbolic functions. sin, cos and tanh are in `unary.ts`. */
import type { Tensor } from '../tensor/tensor';
import { full } from './creation';
import { dispatch, NONE, requireTensor } from './dispatch';
import { asTensor, binary, computeBinary, floating, floatsOnly, type Unary, unary } from './elementwise';
import { binaryForms, twoForms, unaryForms } from './inplaceForms';
import { methods } from './methods';
import { define, type Operand } from './row';
import { where } from './where';

/** 1 - x² */
const oneLessSquare = (x: Tensor) => x.square().neg().add(1);

/** In radians; NaN outside of [-1, 1] (torch.acos). */
export const acos = unary('acos', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(oneLessSquare(input).rsqrt().neg()),
});
/** In radians; NaN outside of [-1, 1] (torch.asin). */
export const asin = unary('asin', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(oneLessSquare(input).rsqrt()),
});
/** In radians, between -π/2 and π/2 (torch.atan). */
export const atan = unary('atan', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(input.square().add(1)),
});
/** Of an angle in radians (torch.tan). */
export const tan = unary('tan', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.square().add(1)),
});
/** (eˣ - e⁻ˣ) / 2 (torch.sinh) */
export const sinh = unary('sinh', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.cosh()),
});
/** (eˣ + e⁻ˣ) / 2 (torch.cosh) */
export const cosh = unary('cosh', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.sinh()),
});
/** The inverse of sinh (torch.asinh). */
export const asinh = unary('asinh', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.square().add(1).rsqrt()),
});
/** The inverse of cosh; NaN below 1 (torch.acosh). */
export const acosh = unary('acosh', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.square().sub(1).rsqrt()),
});
/** The inverse of tanh; NaN outside of [-1, 1] (torch.atanh). */
export const atanh = unary('atanh', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(oneLessSquare(input)),
});

/** sin(πx) / (πx), and 1 at 0 (torch.sinc). */
export const sinc = unary('sinc', {
  dtype: floating,
  gradient: ({ input, grad }) => {
    const angle = input.mul(Math.PI);
    const slope = angle.mul(angle.cos()).sub(angle.sin()).div(angle.mul(input));
    return grad.mul(where(input.eq(0), 0, slope));
  },
});

/** An op that multiplies by a number, and its form in place. */
function scaling(name: string, factor: number): Unary {
  const { apply, applyInPlace } = twoForms(name, {
    operands: ['input'],
    compute: (op, [input]: readonly [Tensor]) => computeBinary(op, 'mul', floating, input, factor),
    gradient: { input: ({ grad }) => grad.mul(factor) },
  });
  const op: Unary = (input) => apply([input], NONE);
  methods({ [name]: op, [`${name}_`]: (target: Tensor) => applyInPlace([target], NONE) });
  return op;
}

/** Degrees to radians (torch.deg2rad). */
export const deg2rad = scaling('deg2rad', Math.PI / 180);
/** Radians to degrees (torch.rad2deg). */
export const rad2deg = scaling('rad2deg', 180 / Math.PI);

const angleRow = define('angle', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor]) => {
    const floats = input.isFloatingPoint() ? input : input.float();
    return where(floats.isnan(), floats, where(floats.lt(0), full([], Math.PI, { dtype: floats.dtype }), 0));
  },
  gradient: { input: ({ grad }) => grad.mul(0) },
});

/** The angle of a real number, 0 or, below 0, π (torch.angle). */
export function angle(input: Tensor): Tensor {
  requireTensor('angle', 'the input', input);
  return dispatch(angleRow, [input], NONE);
}

/** The angle of the point (other, input), in radians between -π and π (torch.atan2). */
export const atan2 = binary('atan2', {
  dtype: floating,
  gradient: {
    input: ({ grad, input, other }) => grad.mul(asTensor(other, grad).mul(nearness(input, other, grad))),
    other: ({ grad, input, other }) =>
      grad.mul(
        asTensor(input, grad)
          .neg()
          .mul(nearness(input, other, grad)),
      ),
  },
});
/** 1 / (y² + x²), and 0 where both are 0. */
function nearness(y: Operand, x: Operand, grad: Tensor): Tensor {
  const square = asTensor(y, grad).square().add(asTensor(x, grad).square());
  return where(square.eq(0), 0, square.reciprocal());
}

/** √(input² + other²), without overflow; of floats (torch.hypot). */
export const hypot = binary('hypot', {
  dtype: floatsOnly,
  gradient: {
    input: ({ grad, input, output }) => grad.mul(asTensor(input, grad).div(output)),
    other: ({ grad, other, output }) => grad.mul(asTensor(other, grad).div(output)),
  },
});

methods({
  angle,
  ...unaryForms('acos asin atan tan sinh cosh asinh acosh atanh sinc'),
  ...binaryForms('atan2 hypot'),
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** In radians; NaN outside of [-1, 1]. */
    acos(): Tensor;
    /** In radians; NaN outside of [-1, 1]. */
    asin(): Tensor;
    /** In radians, between -π/2 and π/2. */
    atan(): Tensor;
    /** Of an angle in radians. */
    tan(): Tensor;
    /** Hyperbolic sine. */
    sinh(): Tensor;
    /** Hyperbolic cosine. */
    cosh(): Tensor;
    /** Inverse hyperbolic sine. */
    asinh(): Tensor;
    /** The inverse of cosh; NaN below 1. */
    acosh(): Tensor;
    /** The inverse of tanh; NaN outside of [-1, 1]. */
    atanh(): Tensor;
    /** sin(πx) / (πx), and 1 at 0. */
    sinc(): Tensor;
    /** Degrees to radians. */
    deg2rad(): Tensor;
    /** Radians to degrees. */
    rad2deg(): Tensor;
    /** 0 or, below 0, π. */
    angle(): Tensor;
    /** The angle of the point (other, x), in radians between -π and π. */
    atan2(other: Operand): Tensor;
    /** √(x² + other²), without overflow; of floats. */
    hypot(other: Operand): Tensor;
    /** As `acos`, in place. */
    acos_(): this;
    /** As `asin`, in place. */
    asin_(): this;
    /** As `atan`, in place. */
    atan_(): this;
    /** As `tan`, in place. */
    tan_(): this;
    /** As `sinh`, in place. */
    sinh_(): this;
    /** As `cosh`, in place. */
    cosh_(): this;
    /** As `asinh`, in place. */
    asinh_(): this;
    /** As `acosh`, in place. */
    acosh_(): this;
    /** As `atanh`, in place. */
    atanh_(): this;
    /** As `sinc`, in place. */
    sinc_(): this;
    /** As `deg2rad`, in place. */
    deg2rad_(): this;
    /** As `rad2deg`, in place. */
    rad2deg_(): this;
    /** As `atan2`, in place. */
    atan2_(other: Operand): this;
    /** As `hypot`, in place. */
    hypot_(other: Operand): this;
  }
}
