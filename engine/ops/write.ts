/** Ops that write into a tensor which is there already: their names end in `_`, and they return it. */
// The forms in place are made of what these define.
import './unary';
import { type ElementType, resultType } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { checkPower } from './binary';
import { fillInto } from './creation';
import { requireTensor } from './dispatch';
import {
  type BinaryDefinition,
  binaryDefinitions,
  checkOperand,
  computeBinary,
  computeUnary,
  type UnaryDefinition,
  unaryDefinitions,
} from './elementwise';
import { apart, checkTarget, copyInto, dispatchInPlace } from './inplace';
import { methods } from './methods';
import { define, type Operand } from './row';
import { type ClampOptions, clampGradient, computeClamp } from './where';

type BinaryInPlace = (target: Tensor, other: Operand, options?: { readonly alpha?: number }) => Tensor;

/** `name_` of an elementwise op of two. */
function binaryInPlace(name: string): BinaryInPlace {
  const { dtype, kernel = name, gradient } = binaryDefinitions.get(name) as BinaryDefinition;
  const op = `${name}_`;
  const row = define(op, {
    operands: ['input', 'other'],
    forward: ([target, given]: readonly [Tensor, Operand]) => {
      const common = resultType(target, given);
      checkTarget(op, target, given, dtype(common) ?? common);
      const other = apart(target, given);
      if (common === target.type) return computeBinary(op, kernel, dtype, target, other, undefined, target);
      return moved(op, target, computeBinary(op, kernel, dtype, target, other));
    },
    gradient,
  });
  return (target, other, options) => {
    checkOperand(op, other);
    if (name === 'pow') checkPower(op, target, other);
    const { alpha } = options ?? {};
    const scaled = alpha === undefined ? other : other instanceof Tensor ? other.mul(alpha) : +other * alpha;
    return dispatchInPlace(row, [target, scaled], {});
  };
}

/** Copies what was computed aside into the target. */
function moved(op: string, target: Tensor, computed: Tensor): Tensor {
  copyInto(op, target, computed);
  computed.dispose();
  return target;
}

/** `name_` of an elementwise op of one. */
function unaryInPlace(name: string): (target: Tensor) => Tensor {
  const { dtype, kernel = name, gradient } = unaryDefinitions.get(name) as UnaryDefinition;
  const op = `${name}_`;
  const row = define(op, {
    operands: ['input'],
    forward: ([target]: readonly [Tensor]) => {
      const type: ElementType = dtype(target.type) ?? target.type;
      checkTarget(op, target, 0, type);
      return computeUnary(op, kernel, dtype, target, undefined, target);
    },
    gradient: gradient && { input: gradient },
  });
  return (target) => dispatchInPlace(row, [target], {});
}

const scaledOps = ['add', 'sub'].map((name) => [`${name}_`, binaryInPlace(name)] as const);
const others = ['mul', 'div', 'pow', 'remainder', 'floorDivide', 'maximum', 'minimum'];
const binaryOps = others.map((name) => {
  const op = binaryInPlace(name);
  return [`${name}_`, (target: Tensor, other: Operand) => op(target, other)] as const;
});
const unaryNames =
  'neg abs sign square exp log log1p expm1 sqrt rsqrt reciprocal sin cos erf tanh sigmoid relu floor ceil round';
const unaryOps = unaryNames.split(' ').map((name) => [`${name}_`, unaryInPlace(name)] as const);

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
export function clamp_(target: Tensor, { min, max }: ClampOptions): Tensor {
  return dispatchInPlace(clampRow, [target, min ?? null, max ?? null], {});
}

methods({ ...Object.fromEntries([...scaledOps, ...binaryOps, ...unaryOps]), copy_, fill_, zero_, clamp_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** x += other; `other` times `alpha`. */
    add_(other: Operand, options?: { readonly alpha?: number }): this;
    /** x -= other; `other` times `alpha`. */
    sub_(other: Operand, options?: { readonly alpha?: number }): this;
    /** x *= other */
    mul_(other: Operand): this;
    /** x /= other; of floats. */
    div_(other: Operand): this;
    /** x **= other */
    pow_(other: Operand): this;
    /** x becomes what is left of floorDivide by other. */
    remainder_(other: Operand): this;
    /** x becomes ⌊x / other⌋. */
    floorDivide_(other: Operand): this;
    /** x becomes the larger of both. */
    maximum_(other: Operand): this;
    /** x becomes the smaller of both. */
    minimum_(other: Operand): this;
    neg_(): this;
    abs_(): this;
    sign_(): this;
    square_(): this;
    exp_(): this;
    log_(): this;
    log1p_(): this;
    expm1_(): this;
    sqrt_(): this;
    rsqrt_(): this;
    reciprocal_(): this;
    sin_(): this;
    cos_(): this;
    erf_(): this;
    tanh_(): this;
    sigmoid_(): this;
    relu_(): this;
    floor_(): this;
    ceil_(): this;
    round_(): this;
    /** Overwrites the tensor with another, of any dtype and a shape that broadcasts to it. */
    copy_(other: Tensor): this;
    /** Overwrites every element with one number. */
    fill_(value: Operand | bigint): this;
    /** Overwrites every element with 0. */
    zero_(): this;
    /** Limits every element to `min` and `max`. */
    clamp_(bounds: ClampOptions): this;
  }
}
