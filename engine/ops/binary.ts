/** Ops of two tensors, or of a tensor and a number, element by element with broadcasting. */
import { Category, isHalf, resultType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { eq, gt, lt, ne } from './compare';
import { any, type Binary, binary, binaryRow, floating, numeric } from './elementwise';
import { methods } from './methods';
import { requireOptions } from './options';
import type { Operand } from './row';
import { where } from './where';

/** `other` is first multiplied by `alpha`. */
export type ScaledBinary = (input: Operand, other: Operand, options?: { readonly alpha?: number }) => Tensor;

/** An op whose second operand can be scaled: `a.sub(b, { alpha: 0.1 })` is `a - 0.1 b`. */
function scaled(name: string, op: Binary): ScaledBinary {
  const withAlpha: ScaledBinary = (input, other, options) => {
    if (options?.alpha === undefined) return op(input, other);
    if (!(other instanceof Tensor) || !isHalf(other.type)) return op(input, mul(other, options.alpha));
    // Rounded to 16 bits once.
    return op(input, other.float().mul(options.alpha)).to(resultType(input, other).name);
  };
  methods({ [name]: withAlpha as (input: Tensor, other: Operand) => Tensor });
  return withAlpha;
}

const times = (grad: Tensor, factor: Operand) => grad.mul(factor);

/** Sums; `other` may be a number (torch.add). */
export const add = scaled(
  'add',
  binary('add', {
    dtype: any,
    gradient: { input: ({ grad }) => grad, other: ({ grad }) => grad },
  }),
);
/** Differences; `other` may be a number (torch.sub). */
export const sub = scaled(
  'sub',
  binary('sub', {
    dtype: numeric,
    gradient: { input: ({ grad }) => grad, other: ({ grad }) => grad.neg() },
  }),
);
/** Products; `other` may be a number (torch.mul). */
export const mul = binary('mul', {
  dtype: any,
  gradient: {
    input: ({ grad, other }) => times(grad, other),
    other: ({ grad, input }) => times(grad, input),
  },
});

const exactDiv = binaryRow('div', {
  dtype: floating,
  gradient: {
    input: ({ grad, other }) => grad.div(other),
    other: ({ grad, input, other }) => grad.neg().mul(div(div(input, other), other)),
  },
});
const flat = ({ grad }: { grad: Tensor }) => grad.mul(0);
const steps = { input: flat, other: flat };
const truncDiv = binaryRow('div.trunc', { kernel: 'truncDivide', dtype: numeric, gradient: steps });
const floorDiv = binaryRow('div.floor', { kernel: 'floorDivide', dtype: numeric, gradient: steps });

/** Options of `div`. */
export interface DivOptions {
  /** Round the quotient towards 0 ('trunc') or down ('floor'); integers then stay integers. */
  readonly roundingMode?: 'trunc' | 'floor' | null;
}

/** The one of three that a rounding mode asks for. */
export function byRounding<T>(op: string, options: DivOptions, exact: T, trunc: T, floor: T): T {
  requireOptions(op, options, "{ roundingMode: 'floor' }");
  const { roundingMode = null } = options;
  if (roundingMode === null) return exact;
  if (roundingMode === 'trunc') return trunc;
  if (roundingMode === 'floor') return floor;
  return fail(op, 'there is no such rounding mode', String(roundingMode), "give 'trunc', 'floor' or null");
}

/** input / other: integers become float32, unless there is a rounding mode (torch.div). */
export function div(input: Operand, other: Operand, options?: DivOptions): Tensor {
  if (options === undefined) return exactDiv(input, other);
  return byRounding('div', options, exactDiv, truncDiv, floorDiv)(input, other);
}
methods({ div: div as (input: Tensor, other: Operand) => Tensor });

/** `input` to the power of `other`. Integers have no negative powers (torch.pow). */
export const pow = binary('pow', {
  dtype: numeric,
  check: checkPower,
  gradient: {
    input: ({ grad, input, other }) => grad.mul(powGradient(input as Tensor, other)),
    // 0 to a power of at least 0 does not change with the power: its gradient is 0, not 0 · log 0.
    other: ({ grad, input, other, output }) => grad.mul(exponentGradient(input, other as Tensor, output)),
  },
});

/** Only of a number: what a tensor holds is not looked at. */
function checkPower(op: string, input: Operand, other: Operand): void {
  if (typeof other !== 'number' || other >= 0 || !Number.isInteger(other)) return;
  if (!(input instanceof Tensor) || input.type.category === Category.FLOATING) return;
  fail(
    op,
    'integers have no negative powers',
    `${input.dtype} to the power of ${other}`,
    'convert it with .float()',
  );
}

function powGradient(input: Tensor, other: Operand): Tensor {
  if (!(other instanceof Tensor)) return other === 0 ? input.mul(0) : input.pow(+other - 1).mul(+other);
  return where(other.eq(0), 0, mul(other, input.pow(other.sub(1))));
}

function exponentGradient(input: Operand, other: Tensor, output: Tensor): Tensor {
  if (!(input instanceof Tensor))
    return +input === 0 ? where(other.ge(0), 0, output.mul(-Infinity)) : output.mul(Math.log(+input));
  return where(input.eq(0).logicalAnd(other.ge(0)), 0, output.mul(input.log()));
}

/** The larger of each two; NaN if one is (torch.maximum). */
/** Equal elements share the gradient; where one is NaN both have it. */
function sharing(worse: Binary) {
  const part = (grad: Tensor, mine: Operand, its: Operand) =>
    where(worse(mine, its), 0, where(eq(mine, its), grad.mul(0.5), grad));
  return {
    input: ({ grad, input, other }: Two) => part(grad, input, other),
    other: ({ grad, input, other }: Two) => part(grad, other, input),
  };
}

/** The larger of both; NaN if either is (torch.maximum). */
export const maximum = binary('maximum', { dtype: any, gradient: sharing(lt) });
/** The smaller of both; NaN if either is (torch.minimum). */
export const minimum = binary('minimum', { dtype: any, gradient: sharing(gt) });

/** Equal elements share the gradient; where both are NaN the first has it. */
function preferring(better: Binary) {
  const chosen = (input: Operand, other: Operand) => better(input, other).logicalOr(ne(other, other));
  const shared = (grad: Tensor, input: Operand, other: Operand) => where(eq(input, other), grad.mul(0.5), 0);
  return {
    input: ({ grad, input, other }: Two) => where(chosen(input, other), grad, shared(grad, input, other)),
    other: ({ grad, input, other }: Two) =>
      where(chosen(input, other).logicalOr(eq(input, other)), shared(grad, input, other), grad),
  };
}
interface Two {
  readonly grad: Tensor;
  readonly input: Operand;
  readonly other: Operand;
}

/** The larger of both; the other one where one is NaN (torch.fmax). */
export const fmax = binary('fmax', { dtype: any, gradient: preferring(gt) });
/** The smaller of both; the other one where one is NaN (torch.fmin). */
export const fmin = binary('fmin', { dtype: any, gradient: preferring(lt) });
/** input - other · floor(input / other): the sign of the divisor, as in Python. */
export const remainder = binary('remainder', {
  dtype: numeric,
  gradient: {
    input: ({ grad }) => grad,
    other: ({ grad, input, other }) => grad.neg().mul(floorDivide(input, other)),
  },
});
/** floor(input / other) */
export const floorDivide = binary('floorDivide', { dtype: numeric });
/** input - other · trunc(input / other): the sign of `input`, as C's (torch.fmod). */
export const fmod = binary('fmod', {
  dtype: numeric,
  gradient: {
    input: ({ grad }) => grad,
    other: ({ grad, input, other }) => grad.neg().mul(truncDiv(input, other)),
  },
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** x + other, with broadcasting; `other` times `alpha`. Of bools: or. */
    add(other: Operand, options?: { readonly alpha?: number }): Tensor;
    /** x - other, with broadcasting; `other` times `alpha`. */
    sub(other: Operand, options?: { readonly alpha?: number }): Tensor;
    /** x · other, with broadcasting. Of bools: and. */
    mul(other: Operand): Tensor;
    /** x / other, with broadcasting; integers become float32, unless there is a rounding mode. */
    div(other: Operand, options?: DivOptions): Tensor;
    /** x to the power of other, with broadcasting. */
    pow(other: Operand): Tensor;
    /** The larger of both; NaN if either is. Equal elements share the gradient. */
    maximum(other: Operand): Tensor;
    /** The smaller of both; NaN if either is. Equal elements share the gradient. */
    minimum(other: Operand): Tensor;
    /** The larger of both; the other one where one is NaN. */
    fmax(other: Operand): Tensor;
    /** The smaller of both; the other one where one is NaN. */
    fmin(other: Operand): Tensor;
    /** What is left of floorDivide, with the sign of `other`. */
    remainder(other: Operand): Tensor;
    /** ⌊x / other⌋ */
    floorDivide(other: Operand): Tensor;
    /** What is left of x / other towards 0, with the sign of x. */
    fmod(other: Operand): Tensor;
  }
}
