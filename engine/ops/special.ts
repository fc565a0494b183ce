/** Special functions: of the normal distribution, the gamma function, and Bessel's. */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, execute, input as inputOf, into, result } from './command';
import { arange } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { asTensor, binary, converted, dropTemporary, floating, floatsOnly, unary } from './elementwise';
import { checkTarget } from './inplace';
import { twoForms, unaryForms } from './inplaceForms';
import { methods } from './methods';
import { define, type Operand } from './row';
import { where } from './where';

/** 1 - erf(x), exact where that is small (torch.erfc). */
export const erfc = unary('erfc', {
  dtype: floating,
  gradient: ({ input, grad }) =>
    grad.mul(
      input
        .square()
        .neg()
        .exp()
        .mul(-2 / Math.sqrt(Math.PI)),
    ),
});
/** The inverse of erf; ∞ at 1, NaN beyond (torch.erfinv). */
export const erfinv = unary('erfinv', {
  dtype: floating,
  gradient: ({ output, grad }) =>
    grad.mul(
      output
        .square()
        .exp()
        .mul(Math.sqrt(Math.PI) / 2),
    ),
});

/** log |Γ(x)| (torch.lgamma) */
export const lgamma = unary('lgamma', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.digamma()),
});
/** The derivative of lgamma (torch.digamma). */
export const digamma = unary('digamma', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(polygamma(1, input)),
});

interface Order {
  readonly n: number;
}

function computePolygamma(op: string, input: Tensor, n: number, target: Tensor | null): Tensor {
  const type = floating(input.type) as NonNullable<ReturnType<typeof floating>>;
  const tensor = converted(input, type);
  begin(op, 'polygamma');
  if (target === null) allocate(type, tensor.shape);
  else into(target);
  inputOf(tensor);
  attribute(n);
  let computed = target;
  if (computed === null) computed = result(type, tensor.shape);
  else execute();
  dropTemporary(tensor, input);
  return computed;
}

const polygammaForms = twoForms('polygamma', {
  operands: ['input'],
  compute: (op, [input]: readonly [Tensor], { n }: Order, target) => {
    if (target !== null) checkTarget(op, target, 0, floating(target.type) ?? target.type);
    return computePolygamma(op, input, n, target);
  },
  gradient: { input: ({ grad, input, n }) => grad.mul(polygamma(n + 1, input)) },
});

function checkOrder(op: string, n: number): void {
  if (Number.isInteger(n) && n >= 0 && n < 1000) return;
  fail(op, 'the order is no derivative', String(n), 'give an integer from 0 on');
}

/** The n-th derivative of digamma, n an integer from 0 on (torch.polygamma). */
export function polygamma(n: number, input: Tensor): Tensor {
  checkOrder('polygamma', n);
  requireTensor('polygamma', 'the input', input);
  return polygammaForms.apply([input], { n });
}
function polygamma_(target: Tensor, n: number): Tensor {
  checkOrder('polygamma_', n);
  return polygammaForms.applyInPlace([target], { n });
}

const mvlgammaRow = define('mvlgamma', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], { p }: { readonly p: number }) =>
    halves(input, p)
      .lgamma()
      .sum(-1)
      .add(((p * (p - 1)) / 4) * Math.log(Math.PI)),
  gradient: { input: ({ grad, input, p }) => grad.mul(halves(input, p).digamma().sum(-1)) },
});

/** x, x - 1/2, … x - (p - 1)/2 along a new last axis. */
function halves(input: Tensor, p: number): Tensor {
  const x = input.isFloatingPoint() ? input : input.float();
  return x.unsqueeze(-1).sub(arange(p, { dtype: x.dtype }).div(2));
}

/** log Γₚ(x), the multivariate log-gamma function of dimension p (torch.mvlgamma). */
export function mvlgamma(input: Tensor, p: number): Tensor {
  requireTensor('mvlgamma', 'the input', input);
  if (!Number.isInteger(p) || p < 1)
    fail('mvlgamma', 'the dimension is no integer from 1 on', String(p), 'give an integer from 1 on');
  return dispatch(mvlgammaRow, [input], { p });
}

/** The slope by x, x^(a - 1) e^-x / Γ(a). That by a is not known in closed form; PyTorch has none. */
const density = (grad: Tensor, a: Operand, x: Operand, sign: number) => {
  const [order, at] = [asTensor(a, grad), asTensor(x, grad)];
  return grad.mul(order.sub(1).mul(at.log()).sub(at).sub(order.lgamma()).exp()).mul(sign);
};

/** P(a, x), the regularized lower incomplete gamma function; `input` is a. No gradient by a (torch.igamma). */
export const igamma = binary('igamma', {
  dtype: floatsOnly,
  gradient: { other: ({ grad, input, other }) => density(grad, input, other, 1) },
});
/** Q(a, x) = 1 - P(a, x); `input` is a. No gradient by a (torch.igammac). */
export const igammac = binary('igammac', {
  dtype: floatsOnly,
  gradient: { other: ({ grad, input, other }) => density(grad, input, other, -1) },
});

/** The modified Bessel function of the first kind, of order 0 (torch.i0). */
export const i0 = unary('i0', { dtype: floating, gradient: ({ input, grad }) => grad.mul(input.i1()) });
/** The modified Bessel function of the first kind, of order 1 (torch.special.i1). */
export const i1 = unary('i1', {
  dtype: floating,
  // I1(x) / x is ½ at 0.
  gradient: ({ input, output, grad }) =>
    grad.mul(where(input.eq(0), 0.5, input.i0().sub(output.div(where(input.eq(0), 1, input))))),
});
/** e^-|x| I0(x) (torch.special.i0e) */
export const i0e = unary('i0e', {
  dtype: floating,
  gradient: ({ input, output, grad }) => grad.mul(input.i1e().sub(input.sign().mul(output))),
});
/** e^-|x| I1(x) (torch.special.i1e) */
export const i1e = unary('i1e', {
  dtype: floating,
  gradient: ({ input, output, grad }) => {
    const safe = where(input.eq(0), 1, input);
    const slope = input.i0e().sub(output.mul(input.sign().add(safe.reciprocal())));
    return grad.mul(where(input.eq(0), 0.5, slope));
  },
});

methods({
  ...unaryForms('erfc erfinv lgamma digamma i0'),
  polygamma: (input: Tensor, n: number) => polygamma(n, input),
  polygamma_,
  mvlgamma,
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** 1 - erf(x), exact where that is small. */
    erfc(): Tensor;
    /** The inverse of erf; ∞ at 1, NaN beyond. */
    erfinv(): Tensor;
    /** log |Γ(x)| */
    lgamma(): Tensor;
    /** The derivative of lgamma. */
    digamma(): Tensor;
    /** The n-th derivative of digamma. */
    polygamma(n: number): Tensor;
    /** The multivariate log-gamma function of dimension p. */
    mvlgamma(p: number): Tensor;
    /** P(x, other), the regularized lower incomplete gamma function. */
    igamma(other: Operand): Tensor;
    /** 1 - P(x, other) */
    igammac(other: Operand): Tensor;
    /** The modified Bessel function of the first kind, of order 0. */
    i0(): Tensor;
    /** The modified Bessel function of the first kind, of order 1. */
    i1(): Tensor;
    /** e^-|x| I0(x) */
    i0e(): Tensor;
    /** e^-|x| I1(x) */
    i1e(): Tensor;
    /** As `erfc`, in place. */
    erfc_(): this;
    /** As `erfinv`, in place. */
    erfinv_(): this;
    /** As `lgamma`, in place. */
    lgamma_(): this;
    /** As `digamma`, in place. */
    digamma_(): this;
    /** As `polygamma`, in place. */
    polygamma_(n: number): this;
    /** As `i0`, in place. */
    i0_(): this;
  }
}
