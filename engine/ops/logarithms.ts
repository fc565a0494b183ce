/** Powers of two, logarithms, and sums of them that do not overflow. */
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { full } from './creation';
import { requireTensor } from './dispatch';
import { asTensor, binary, checkOperand, computeUnary, floating, floatsOnly, unary } from './elementwise';
import { binaryForms, twoForms, unaryForms } from './inplaceForms';
import { methods } from './methods';
import { requireOptions } from './options';
import type { Operand } from './row';
import { where } from './where';

/** 2ˣ (torch.exp2) */
export const exp2 = unary('exp2', {
  dtype: floating,
  gradient: ({ output, grad }) => grad.mul(output.mul(Math.LN2)),
});
/** The logarithm of base 2 (torch.log2). */
export const log2 = unary('log2', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(input.mul(Math.LN2)),
});
/** The logarithm of base 10 (torch.log10). */
export const log10 = unary('log10', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.div(input.mul(Math.LN10)),
});

/** Options of `logit`. */
export interface LogitOptions {
  /** Inputs are first limited to [eps, 1 - eps]; null: those outside of [0, 1] give NaN. */
  readonly eps?: number | null;
}

type Logit = Required<LogitOptions>;

function computeLogit(op: string, input: Tensor, { eps }: Logit): Tensor {
  if (eps === null) return computeUnary(op, 'logit', floating, input);
  const limited = input
    .to(input.isFloatingPoint() ? input.dtype : 'float32')
    .clamp({ min: eps, max: 1 - eps });
  return computeUnary(op, 'logit', floating, limited);
}

const logitForms = twoForms('logit', {
  operands: ['input'],
  composed: true,
  compute: (op, [input]: readonly [Tensor], options: Logit) => computeLogit(op, input, options),
  gradient: {
    input: ({ grad, input, eps }) => {
      const slope = grad.div(input.mul(input.neg().add(1)));
      const [low, high, beyond] = eps === null ? [0, 1, Number.NaN] : [eps, 1 - eps, 0];
      return where(input.lt(low).logicalOr(input.gt(high)), beyond, slope);
    },
  },
});

function logitOptions(op: string, input: Tensor, options: LogitOptions = {}): Logit {
  requireTensor(op, 'the input', input);
  requireOptions(op, options, '{ eps: 1e-6 }');
  const { eps = null } = options;
  if (eps === null || typeof eps === 'number') return { eps };
  return fail(op, 'eps is no number', String(eps), 'give a number, or null for none');
}

/** log(x / (1 - x)), the inverse of sigmoid (torch.logit). */
export function logit(input: Tensor, options?: LogitOptions): Tensor {
  return logitForms.apply([input], logitOptions('logit', input, options));
}
const logit_ = (target: Tensor, options?: LogitOptions) =>
  logitForms.applyInPlace([target], logitOptions('logit_', target, options));

const doubled = (operand: Operand) =>
  operand instanceof Tensor ? operand.double() : full([], +operand, { dtype: 'float64' });

/** `input` to the power of `other`, computed in float64 and given in it (torch.float_power). */
export function floatPower(input: Operand, other: Operand): Tensor {
  checkOperand('floatPower', input);
  checkOperand('floatPower', other);
  return doubled(input).pow(doubled(other));
}
function floatPower_(target: Tensor, other: Operand): Tensor {
  checkOperand('floatPower_', other);
  if (target.dtype !== 'float64')
    fail(
      'floatPower_',
      'the result needs a tensor of float64',
      target.dtype,
      'convert it first with .double()',
    );
  return target.pow_(doubled(other));
}

/** e^input / (e^input + e^other), and the like of base 2: the share of `mine` in a sum. */
const share = (grad: Tensor, mine: Operand, its: Operand, base2 = false) => {
  const way = asTensor(its, grad).sub(mine);
  return grad.div((base2 ? way.exp2() : way.exp()).add(1));
};

/** log(e^input + e^other), without overflow; of floats (torch.logaddexp). */
export const logaddexp = binary('logaddexp', {
  kernel: 'logAddExp',
  dtype: floatsOnly,
  gradient: {
    input: ({ grad, input, other }) => share(grad, input, other),
    other: ({ grad, input, other }) => share(grad, other, input),
  },
});
/** log2(2^input + 2^other), without overflow; of floats (torch.logaddexp2). */
export const logaddexp2 = binary('logaddexp2', {
  kernel: 'logAddExp2',
  dtype: floatsOnly,
  gradient: {
    input: ({ grad, input, other }) => share(grad, input, other, true),
    other: ({ grad, input, other }) => share(grad, other, input, true),
  },
});

/** input · log(other), and 0 where the input is 0, unless `other` is NaN (torch.xlogy). */
export const xlogy = binary('xlogy', {
  dtype: floating,
  gradient: {
    input: ({ grad, input, other }) => {
      const y = asTensor(other, grad);
      return where(asTensor(input, grad).eq(0).logicalAnd(y.le(0)), 0, grad.mul(y.log()));
    },
    other: ({ grad, input, other }) => grad.mul(asTensor(input, grad).div(other)),
  },
});
/** input · log(1 + other), and 0 where the input is 0, unless `other` is NaN (torch.special.xlog1py). */
export const xlog1py = binary('xlog1py', {
  dtype: floating,
  gradient: {
    input: ({ grad, input, other }) => {
      const y = asTensor(other, grad);
      return where(asTensor(input, grad).eq(0).logicalAnd(y.le(-1)), 0, grad.mul(y.log1p()));
    },
    other: ({ grad, input, other }) => grad.mul(asTensor(input, grad).div(asTensor(other, grad).add(1))),
  },
});

methods({
  ...unaryForms('exp2 log2 log10'),
  ...binaryForms('xlogy'),
  logit,
  logit_,
  floatPower: floatPower as (input: Tensor, other: Operand) => Tensor,
  floatPower_,
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** 2ˣ */
    exp2(): Tensor;
    /** The logarithm of base 2. */
    log2(): Tensor;
    /** The logarithm of base 10. */
    log10(): Tensor;
    /** log(x / (1 - x)), the inverse of sigmoid. */
    logit(options?: LogitOptions): Tensor;
    /** x to the power of `other`, in float64. */
    floatPower(other: Operand): Tensor;
    /** log(eˣ + e^other), without overflow. */
    logaddexp(other: Operand): Tensor;
    /** log2(2ˣ + 2^other), without overflow. */
    logaddexp2(other: Operand): Tensor;
    /** x · log(other), and 0 where x is 0. */
    xlogy(other: Operand): Tensor;
    /** x · log(1 + other), and 0 where x is 0. */
    xlog1py(other: Operand): Tensor;
    /** As `exp2`, in place. */
    exp2_(): this;
    /** As `log2`, in place. */
    log2_(): this;
    /** As `log10`, in place. */
    log10_(): this;
    /** As `floatPower`, in place. */
    floatPower_(other: Operand): this;
    /** As `logit`, in place. */
    logit_(options?: LogitOptions): this;
    /** As `xlogy`, in place. */
    xlogy_(other: Operand): this;
  }
}
