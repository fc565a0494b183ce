/** Dtypes as PyTorch's functions tell of them, and the numbers that they hold. */
import * as dtypes from './dtype';
import { type DType, type ElementType, types } from './dtype';
import { fail } from './errors';
import { Tensor } from './tensor';

/** What a floating dtype can hold (torch.finfo). */
export interface FloatInfo {
  /** Whose limits these are. */
  readonly dtype: DType;
  /** Bits an element. */
  readonly bits: number;
  /** From 1 to the next larger number. */
  readonly eps: number;
  /** The largest number. */
  readonly max: number;
  /** The lowest number. */
  readonly min: number;
  /** The smallest positive number with all digits. */
  readonly smallestNormal: number;
  /** The smallest positive number of full precision. */
  readonly tiny: number;
  /** About the decimal digits that it keeps: 10 to their negative count. */
  readonly resolution: number;
}

/** What an integer dtype can hold (torch.iinfo): bigints, because a number has not the bounds of int64. */
export interface IntegerInfo {
  /** Whose limits these are. */
  readonly dtype: DType;
  /** Bits an element. */
  readonly bits: number;
  /** The largest number. */
  readonly max: bigint;
  /** The lowest number. */
  readonly min: bigint;
}

/** Bits of the fraction and of the exponent. */
const layouts: Partial<Readonly<Record<DType, readonly [number, number]>>> = {
  float16: [10, 5],
  bfloat16: [7, 8],
  float32: [23, 8],
  float64: [52, 11],
};

function typeOf(op: string, dtype: DType): ElementType {
  return (
    types[dtype] ??
    fail(op, 'there is no such dtype', String(dtype), `one of ${Object.keys(types).join(', ')}`)
  );
}

/** The limits of a floating dtype (torch.finfo); float32 unless another is given. */
export function finfo(dtype: DType = 'float32'): FloatInfo {
  const { bytes } = typeOf('finfo', dtype);
  const layout = layouts[dtype];
  if (layout === undefined) return fail('finfo', 'the dtype is not floating', dtype, 'use iinfo()');
  const [fraction, exponent] = layout;
  const eps = 2 ** -fraction;
  const max = (2 - eps) * 2 ** (2 ** (exponent - 1) - 1);
  const smallestNormal = 2 ** (2 - 2 ** (exponent - 1));
  const resolution = Number(`1e-${Math.floor(fraction * Math.log10(2))}`);
  return { dtype, bits: 8 * bytes, eps, max, min: -max, smallestNormal, tiny: smallestNormal, resolution };
}

function integerInfo(dtype: DType, signed = true): IntegerInfo {
  const bits = 8 * types[dtype].bytes;
  const max = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
  return { dtype, bits, max, min: signed ? -max - 1n : 0n };
}

const integers: Partial<Readonly<Record<DType, IntegerInfo>>> = {
  int8: integerInfo('int8'),
  uint8: integerInfo('uint8', false),
  int32: integerInfo('int32'),
  int64: integerInfo('int64'),
};

/** The limits of an integer dtype (torch.iinfo). */
export function iinfo(dtype: DType): IntegerInfo {
  typeOf('iinfo', dtype);
  return integers[dtype] ?? fail('iinfo', 'the dtype is no integer', dtype, 'use finfo() for floats');
}

/** The dtype of both: the smallest that keeps the kind and size of either (torch.promote_types). */
export function promoteTypes(a: DType, b: DType): DType {
  return dtypes.promoteTypes(typeOf('promoteTypes', a), typeOf('promoteTypes', b)).name;
}

/**
 * The dtype in which an op of these computes (torch.result_type): tensors with axes decide over tensors without, and
 * those over numbers, unless the latter are of a higher kind (bool, integer, floating).
 */
export function resultType(a: Tensor | number | boolean, b: Tensor | number | boolean): DType {
  for (const each of [a, b]) {
    if (each instanceof Tensor || typeof each === 'number' || typeof each === 'boolean') continue;
    fail('resultType', 'there is no dtype of this', String(each), 'give a tensor, a number or a boolean');
  }
  return dtypes.resultType(a, b).name;
}

/** Whether results of the first dtype may be written in place to a tensor of the second (torch.can_cast). */
export function canCast(from: DType, to: DType): boolean {
  return dtypes.canCast(typeOf('canCast', from), typeOf('canCast', to));
}

/**
 * The integer that `value` is in `type`, towards 0. Throws where the type has no such number; as in PyTorch, uint8 takes
 * negative numbers down to -255, which wrap.
 */
export function integerIn(op: string, value: number | bigint, type: ElementType): number | bigint {
  if (typeof value === 'number' && !Number.isFinite(value))
    return fail(op, `${value} is no ${type.name}`, String(value), 'use a float dtype');
  const whole = typeof value === 'number' ? Math.trunc(value) : value;
  const { max, min } = iinfo(type.name);
  if (whole >= (type === types.uint8 ? -max : min) && whole <= max) return whole;
  return fail(
    op,
    `${value} does not fit into ${type.name}`,
    `${min} to ${max}`,
    'use a wider dtype, or wrap it by .to()',
  );
}
