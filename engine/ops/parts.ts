/** Parts of numbers: whole and fraction, sign and size, mantissa and exponent, and what is not a number. */
import { bool, Category, int32, uint8 } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { finfo } from '../tensor/limits';
import { Tensor } from '../tensor/tensor';
import { copied } from './cast';
import { allocate, attribute, begin, execute, input as inputOf, into, result, taken } from './command';
import { full, zeros } from './creation';
import { dispatch, NONE, requireTensor } from './dispatch';
import { asTensor, binary, checkOperand, floating, floatsOnly, numeric, refuse, unary } from './elementwise';
import { binaryForms, twoForms, unaryForms } from './inplaceForms';
import { methods } from './methods';
import { requireOptions } from './options';
import { define, type Operand } from './row';
import { where } from './where';

/** Without the digits after the point (torch.trunc, torch.fix). */
export const trunc = unary('trunc', {
  dtype: numeric,
  integersStay: true,
  gradient: ({ grad }) => grad.mul(0),
});
/** What trunc takes off; of floats (torch.frac). */
export const frac = unary('frac', { dtype: floatsOnly, gradient: ({ grad }) => grad });

/** bool: which elements have a minus, -0 too (torch.signbit). */
export const signbit = unary('signbit', {
  kernel: 'signBit',
  dtype: (type) => (type === bool ? uint8 : type),
  output: bool,
});

/** bool: which elements are one infinity. */
function infinite(name: string, value: number) {
  return define(name, {
    operands: ['input'],
    composed: true,
    forward: ([input]: readonly [Tensor]) =>
      input.isFloatingPoint() ? input.eq(value) : zeros(input.shape, { dtype: 'bool' }),
  });
}
const isposinfRow = infinite('isposinf', Number.POSITIVE_INFINITY);
const isneginfRow = infinite('isneginf', Number.NEGATIVE_INFINITY);

/** bool: which elements are ∞ (torch.isposinf). */
export function isposinf(input: Tensor): Tensor {
  requireTensor('isposinf', 'the input', input);
  return dispatch(isposinfRow, [input], NONE);
}
/** bool: which elements are -∞ (torch.isneginf). */
export function isneginf(input: Tensor): Tensor {
  requireTensor('isneginf', 'the input', input);
  return dispatch(isneginfRow, [input], NONE);
}

/** Options of `nanToNum`. */
export interface NanToNumOptions {
  /** What stands for NaN; 0 by default. */
  readonly nan?: number;
  /** What stands for ∞; the largest number of the dtype by default. */
  readonly posinf?: number | null;
  /** What stands for -∞; the lowest number of the dtype by default. */
  readonly neginf?: number | null;
}

const nanToNumForms = twoForms('nanToNum', {
  operands: ['input'],
  compute: (op, [input]: readonly [Tensor], { nan, posinf, neginf }: Required<NanToNumOptions>, target) => {
    const { type, shape } = input;
    // Integers have no such elements.
    if (type.category !== Category.FLOATING) return target ?? copied(op, input, type);
    const { max, min } = finfo(input.dtype);
    begin(op, 'nanToNum');
    if (target === null) allocate(type, shape);
    else into(target);
    inputOf(input);
    for (const value of [nan, posinf ?? max, neginf ?? min]) attribute(value);
    if (target === null) return result(type, shape);
    execute();
    return target;
  },
  gradient: { input: ({ grad, input }) => grad.mul(input.isfinite().to(grad.dtype)) },
});

function allNumbers(op: string, options: NanToNumOptions = {}): Required<NanToNumOptions> {
  requireOptions(op, options, '{ nan: 1 }');
  const { nan = 0, posinf = null, neginf = null } = options;
  return { nan, posinf, neginf };
}

/** With numbers in place of NaN and of infinities (torch.nan_to_num). */
export function nanToNum(input: Tensor, options?: NanToNumOptions): Tensor {
  requireTensor('nanToNum', 'the input', input);
  return nanToNumForms.apply([input], allNumbers('nanToNum', options));
}
const nanToNum_ = (target: Tensor, options?: NanToNumOptions) =>
  nanToNumForms.applyInPlace([target], allNumbers('nanToNum_', options));

/** The size of the input with the sign of `other` (torch.copysign). */
export const copysign = binary('copysign', {
  kernel: 'copySign',
  dtype: floating,
  gradient: {
    input: ({ grad, input, output }) => grad.mul(where(asTensor(input, grad).eq(0), 0, output.div(input))),
    other: ({ grad }) => grad.mul(0),
  },
});

/** The next float from the input in the direction of `other`; no gradient (torch.nextafter). */
export const nextafter = binary('nextafter', { kernel: 'nextAfter', dtype: floatsOnly });

/** 0 below 0, 1 above, `other` at 0; both of one dtype, no gradient (torch.heaviside). */
export const heaviside = binary('heaviside', {
  dtype: numeric,
  check: (op, input, other) => {
    if (!(input instanceof Tensor && other instanceof Tensor) || input.type === other.type) return;
    fail(
      op,
      'the dtypes differ',
      `${input.dtype} and ${other.dtype}`,
      'convert the values with .to(input.dtype)',
    );
  },
});

const ldexpForms = twoForms('ldexp', {
  operands: ['input', 'other'],
  composed: true,
  compute: (_, [input, other]: readonly [Operand, Operand]) => scaleOf(other, input).mul(input),
  gradient: {
    input: ({ grad, input, other }) => grad.mul(scaleOf(other, input)),
    other: ({ grad, output }) => grad.mul(output.mul(Math.LN2)),
  },
});

/** 2 to the power of `exponent`; a number then is one of the dtype that `input` becomes. */
function scaleOf(exponent: Operand, input: Operand): Tensor {
  if (exponent instanceof Tensor) return exponent.exp2();
  const { dtype } = input as Tensor;
  return full([], 2 ** +exponent, { dtype: (input as Tensor).isFloatingPoint() ? dtype : 'float32' });
}

function scaledByPowers(op: string, input: Operand, other: Operand): readonly [Operand, Operand] {
  checkOperand(op, input);
  checkOperand(op, other);
  if (!(input instanceof Tensor) && !(other instanceof Tensor)) requireTensor(op, 'either operand', input);
  return [input, other];
}

/** input · 2^other; integers become float32 (torch.ldexp). */
export function ldexp(input: Operand, other: Operand): Tensor {
  return ldexpForms.apply(scaledByPowers('ldexp', input, other), NONE);
}
const ldexp_ = (target: Tensor, other: Operand) =>
  ldexpForms.applyInPlace(scaledByPowers('ldexp_', target, other), NONE);

const frexpRow = define('frexp', {
  operands: ['input'],
  outputs: ['mantissa', 'exponent'],
  forward: ([input]: readonly [Tensor]): readonly [Tensor, Tensor] => {
    const { type, shape } = input;
    if (floatsOnly(type) === null) refuse('frexp', type);
    begin('frexp', 'frexp');
    allocate(type, shape);
    allocate(int32, shape);
    inputOf(input);
    return [result(type, shape), taken(1, int32, shape)];
  },
  gradient: { input: ({ grad, outputs }) => grad.div(outputs[1].exp2()) },
});

/** What `frexp` gives. */
export interface Frexp {
  /** Of a size in [½, 1), or 0, ∞ or NaN. */
  readonly mantissa: Tensor;
  /** int32 */
  readonly exponent: Tensor;
}

/** input = mantissa · 2^exponent; of floats (torch.frexp). */
export function frexp(input: Tensor): Frexp {
  requireTensor('frexp', 'the input', input);
  const [mantissa, exponent] = dispatch(frexpRow, [input], NONE);
  return { mantissa, exponent };
}

/** The tensor itself; not for bool (torch.positive). */
export function positive(input: Tensor): Tensor {
  if (input.type === bool)
    fail('positive', 'is not defined for bool', 'bool', 'convert it first, such as with .long()');
  return input;
}

methods({
  ...unaryForms('trunc frac'),
  ...binaryForms('copysign nextafter heaviside'),
  isposinf,
  isneginf,
  nanToNum,
  nanToNum_,
  ldexp: ldexp as (input: Tensor, other: Operand) => Tensor,
  ldexp_,
  frexp,
  positive,
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** Without the digits after the point. */
    trunc(): Tensor;
    /** What trunc takes off; of floats. */
    frac(): Tensor;
    /** bool: which elements have a minus, -0 too. */
    signbit(): Tensor;
    /** bool: which elements are ∞. */
    isposinf(): Tensor;
    /** bool: which elements are -∞. */
    isneginf(): Tensor;
    /** With numbers in place of NaN and of infinities. */
    nanToNum(options?: NanToNumOptions): Tensor;
    /** The size of x with the sign of `other`. */
    copysign(other: Operand): Tensor;
    /** The next float in the direction of `other`. */
    nextafter(other: Operand): Tensor;
    /** 0 below 0, 1 above, `other` at 0. */
    heaviside(other: Operand): Tensor;
    /** x · 2^other */
    ldexp(other: Operand): Tensor;
    /** x = mantissa · 2^exponent */
    frexp(): Frexp;
    /** The tensor itself; not for bool. */
    positive(): Tensor;
    /** As `trunc`, in place. */
    trunc_(): this;
    /** As `frac`, in place. */
    frac_(): this;
    /** As `nanToNum`, in place. */
    nanToNum_(options?: NanToNumOptions): this;
    /** As `copysign`, in place. */
    copysign_(other: Operand): this;
    /** As `nextafter`, in place. */
    nextafter_(other: Operand): this;
    /** As `heaviside`, in place. */
    heaviside_(other: Operand): this;
    /** As `ldexp`, in place. */
    ldexp_(other: Operand): this;
  }
}
