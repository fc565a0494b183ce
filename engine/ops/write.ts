/** Ops that write into a tensor which is there already: their names end in `_`, and they return it. */
// The forms in place are made of what these define.
import './unary';
import { Tensor } from '../tensor/tensor';
import { byRounding, type DivOptions } from './binary';
import { fillInto } from './creation';
import { requireTensor } from './dispatch';
import { apart, checkTarget, copyInto, dispatchInPlace } from './inplace';
import { binaryForms, binaryInPlace, moved, unaryForms, unaryInPlace } from './inplaceForms';
import { methods } from './methods';
import { requireOptions } from './options';
import { define, type Operand } from './row';
import { type RoundOptions, roundDecimals } from './unary';
import { boundsOf, type ClampOptions, clampGradient, computeClamp } from './where';

const scaledOps = { add_: binaryInPlace('add'), sub_: binaryInPlace('sub') };
const [exactDiv, truncDiv, floorDiv] = ['div', 'div.trunc', 'div.floor'].map(binaryInPlace);

function div_(target: Tensor, other: Operand, options?: DivOptions): Tensor {
  if (options === undefined) return exactDiv(target, other);
  return byRounding('div_', options, exactDiv, truncDiv, floorDiv)(target, other);
}

const unaryOps = unaryForms(
  'neg abs sign square exp log log1p expm1 sqrt rsqrt reciprocal sin cos erf tanh sigmoid relu floor ceil',
);
const binaryOps = binaryForms('mul pow remainder floorDivide fmod maximum minimum');
const wholeRound = unaryInPlace('round');
function round_(target: Tensor, options: RoundOptions = {}): Tensor {
  requireOptions('round_', options, '{ decimals: 2 }');
  const { decimals = 0 } = options;
  return decimals === 0 ? wholeRound(target) : roundDecimals.applyInPlace([target], { decimals });
}
const comparisons = binaryForms('eq ne lt le gt ge logicalAnd logicalOr logicalXor');

const copyRow = define('copy_', {
  operands: ['input', 'other'],
  forward: ([target, other]: readonly [Tensor, Tensor]) => {
    checkTarget('copy_', target, other, target.type);
    copyInto('copy_', target, apart(target, other));
    return target;
  },
  // Nothing of what was there before is left.
  gradient: { input: () => null, other: ({ grad }) => grad },
});

/** Overwrites a tensor with another, of any dtype and a shape that broadcasts to it (torch.Tensor.copy_). */
export function copy_(target: Tensor, other: Tensor): Tensor {
  requireTensor('copy_', 'the source', other);
  return dispatchInPlace(copyRow, [target, other], {});
}

const fillRow = define('fill_', {
  operands: ['input', 'value'],
  forward: ([target, value]: readonly [Tensor, Operand], { exact }: { readonly exact?: bigint }) => {
    if (value instanceof Tensor) {
      checkTarget('fill_', target, value, target.type);
      copyInto('fill_', target, apart(target, value));
    } else {
      fillInto('fill_', target, exact ?? +value);
    }
    return target;
  },
  gradient: { input: () => null, value: ({ grad }) => grad },
});

/** Overwrites every element with one number, or with a tensor of one element (torch.Tensor.fill_). */
export function fill_(target: Tensor, value: Operand | bigint): Tensor {
  if (typeof value === 'bigint') return dispatchInPlace(fillRow, [target, Number(value)], { exact: value });
  return dispatchInPlace(fillRow, [target, value], {});
}

const zeroRow = define('zero_', {
  operands: ['input'],
  forward: ([target]: readonly [Tensor]) => {
    fillInto('zero_', target, 0);
    return target;
  },
  gradient: { input: () => null },
});

/** Overwrites every element with 0 (torch.Tensor.zero_). */
export function zero_(target: Tensor): Tensor {
  return dispatchInPlace(zeroRow, [target], {});
}

const clampRow = define('clamp_', {
  operands: ['input', 'min', 'max'],
  forward: ([target, min, max]: readonly [Tensor, Operand | null, Operand | null]) => {
    const computed = computeClamp(
      target,
      min === null ? null : apart(target, min),
      max === null ? null : apart(target, max),
    );
    checkTarget('clamp_', target, computed, computed.type);
    return moved('clamp_', target, computed);
  },
  gradient: clampGradient,
});

/** Limits every element to `min` and `max` (torch.Tensor.clamp_). */
export function clamp_(target: Tensor, bounds: ClampOptions): Tensor;
export function clamp_(target: Tensor, min: Operand | null, max?: Operand | null): Tensor;
export function clamp_(target: Tensor, min: ClampOptions | Operand | null, max?: Operand | null): Tensor {
  return dispatchInPlace(clampRow, [target, ...boundsOf('clamp_', min, max)], {});
}

methods({
  ...scaledOps,
  ...unaryOps,
  ...binaryOps,
  ...comparisons,
  ...unaryForms('logicalNot'),
  div_,
  round_,
  copy_,
  fill_,
  zero_,
  clamp_,
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** x += other; `other` times `alpha`. */
    add_(other: Operand, options?: { readonly alpha?: number }): this;
    /** x -= other; `other` times `alpha`. */
    sub_(other: Operand, options?: { readonly alpha?: number }): this;
    /** x *= other */
    mul_(other: Operand): this;
    /** x /= other; of floats, or with a rounding mode. */
    div_(other: Operand, options?: DivOptions): this;
    /** x **= other */
    pow_(other: Operand): this;
    /** x becomes what is left of floorDivide by other. */
    remainder_(other: Operand): this;
    /** x becomes ⌊x / other⌋. */
    floorDivide_(other: Operand): this;
    /** x becomes what is left of x / other towards 0. */
    fmod_(other: Operand): this;
    /** 1 where both are equal, else 0; likewise those below. */
    eq_(other: Operand): this;
    /** As `ne`, in place. */
    ne_(other: Operand): this;
    /** As `lt`, in place. */
    lt_(other: Operand): this;
    /** As `le`, in place. */
    le_(other: Operand): this;
    /** As `gt`, in place. */
    gt_(other: Operand): this;
    /** As `ge`, in place. */
    ge_(other: Operand): this;
    /** As `logicalAnd`, in place. */
    logicalAnd_(other: Operand): this;
    /** As `logicalOr`, in place. */
    logicalOr_(other: Operand): this;
    /** As `logicalXor`, in place. */
    logicalXor_(other: Operand): this;
    /** As `logicalNot`, in place. */
    logicalNot_(): this;
    /** x becomes the larger of both. */
    maximum_(other: Operand): this;
    /** x becomes the smaller of both. */
    minimum_(other: Operand): this;
    /** As `neg`, in place. */
    neg_(): this;
    /** As `abs`, in place. */
    abs_(): this;
    /** As `sign`, in place. */
    sign_(): this;
    /** As `square`, in place. */
    square_(): this;
    /** As `exp`, in place. */
    exp_(): this;
    /** As `log`, in place. */
    log_(): this;
    /** As `log1p`, in place. */
    log1p_(): this;
    /** As `expm1`, in place. */
    expm1_(): this;
    /** As `sqrt`, in place. */
    sqrt_(): this;
    /** As `rsqrt`, in place. */
    rsqrt_(): this;
    /** As `reciprocal`, in place. */
    reciprocal_(): this;
    /** As `sin`, in place. */
    sin_(): this;
    /** As `cos`, in place. */
    cos_(): this;
    /** As `erf`, in place. */
    erf_(): this;
    /** As `tanh`, in place. */
    tanh_(): this;
    /** As `sigmoid`, in place. */
    sigmoid_(): this;
    /** As `relu`, in place. */
    relu_(): this;
    /** As `floor`, in place. */
    floor_(): this;
    /** As `ceil`, in place. */
    ceil_(): this;
    /** To the nearest integer or, with `decimals`, to so many digits after the point. */
    round_(options?: RoundOptions): this;
    /** Overwrites the tensor with another, of any dtype and a shape that broadcasts to it. */
    copy_(other: Tensor): this;
    /** Overwrites every element with one number. */
    fill_(value: Operand | bigint): this;
    /** Overwrites every element with 0. */
    zero_(): this;
    /** Limits every element to `min` and `max`. */
    clamp_(bounds: ClampOptions): this;
    /** The same, with the bounds by their places. */
    clamp_(min: Operand | null, max?: Operand | null): this;
  }
}
