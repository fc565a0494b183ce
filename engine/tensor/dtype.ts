import { fromBfloat16, fromFloat16 } from './half';
import { dtypeNumber } from './native';

/** Name of an element type, as PyTorch's. */
export type DType = keyof typeof dtypeNumber;

export enum Category {
  BOOL,
  INTEGER,
  FLOATING,
}

type TypedArrayConstructor =
  | Float32ArrayConstructor
  | Float64ArrayConstructor
  | Int32ArrayConstructor
  | BigInt64ArrayConstructor
  | Uint8ArrayConstructor
  | Int8ArrayConstructor;

/** What `data()` gives. Bools are bytes of 0 and 1; 16-bit floats are widened to float32. */
export type TypedArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** Everything about an element type in one row. */
export interface ElementType {
  readonly name: DType;
  readonly number: number;
  /** Bytes an element. */
  readonly bytes: number;
  readonly category: Category;
  /** What `data()` gives. */
  readonly array: TypedArrayConstructor;
  /** Elements of these bytes, which are aligned. */
  readonly elements: (bytes: ArrayBuffer) => TypedArray;
  /** How a person reads it in `f32[64, 10]`. */
  readonly short: string;
}

function row(
  name: DType,
  short: string,
  bytes: number,
  category: Category,
  array: TypedArrayConstructor,
  halves?: (bits: Uint16Array) => Float32Array,
): ElementType {
  const elements = halves
    ? (memory: ArrayBuffer) => halves(new Uint16Array(memory))
    : (memory: ArrayBuffer) => new array(memory);
  return { name, number: dtypeNumber[name], bytes, category, array, elements, short };
}

const { BOOL, INTEGER, FLOATING } = Category;

export const types: Readonly<Record<DType, ElementType>> = {
  float32: row('float32', 'f32', 4, FLOATING, Float32Array),
  float64: row('float64', 'f64', 8, FLOATING, Float64Array),
  int32: row('int32', 'i32', 4, INTEGER, Int32Array),
  int64: row('int64', 'i64', 8, INTEGER, BigInt64Array),
  bool: row('bool', 'bool', 1, BOOL, Uint8Array),
  uint8: row('uint8', 'u8', 1, INTEGER, Uint8Array),
  int8: row('int8', 'i8', 1, INTEGER, Int8Array),
  // JavaScript has no such arrays; float32 holds every value of both.
  float16: row('float16', 'f16', 2, FLOATING, Float32Array, fromFloat16),
  bfloat16: row('bfloat16', 'bf16', 2, FLOATING, Float32Array, fromBfloat16),
};

export const { float32, float64, int32, int64, bool, uint8, int8, float16, bfloat16 } = types;

/** Whether it is a float of 16 bits, with which kernels compute in float32. */
export function isHalf({ category, bytes }: ElementType): boolean {
  return category === FLOATING && bytes === 2;
}

/** The type of both (torch.promote_types). */
export function promoteTypes(a: ElementType, b: ElementType): ElementType {
  if (a === b) return a;
  if (a.category !== b.category) return a.category > b.category ? a : b;
  // Two of one size: float16 and bfloat16, int8 and uint8. Neither holds the other. Of the integers PyTorch makes
  // int16, which there is none of here.
  if (a.bytes === b.bytes) return a.category === Category.FLOATING ? float32 : int32;
  return a.bytes > b.bytes ? a : b;
}

/** The type that a JavaScript number or boolean has where no tensor says otherwise. */
export function scalarType(value: number | boolean | bigint): ElementType {
  if (typeof value === 'boolean') return bool;
  return typeof value === 'bigint' || Number.isInteger(value) ? int64 : float32;
}

/** A kind of operand decides only if it is of a higher category than the kinds before it. */
function decide(first: ElementType | null, second: ElementType | null): ElementType | null {
  if (first === null || second === null) return first ?? second;
  if (first.category === Category.FLOATING) return first;
  if (first.category === Category.BOOL || second.category === Category.FLOATING)
    return promoteTypes(first, second);
  return first;
}

type Typed = { readonly type: ElementType; readonly shape: readonly number[] } | number | boolean;

function resultOf(operands: readonly Typed[]): ElementType {
  let withAxes: ElementType | null = null;
  let without: ElementType | null = null;
  let scalar: ElementType | null = null;
  for (const operand of operands) {
    if (typeof operand !== 'object') {
      const type = scalarType(operand);
      scalar = scalar === null ? type : promoteTypes(scalar, type);
    } else if (operand.shape.length > 0) {
      withAxes = withAxes === null ? operand.type : promoteTypes(withAxes, operand.type);
    } else {
      without = without === null ? operand.type : promoteTypes(without, operand.type);
    }
  }
  return decide(withAxes, decide(without, scalar)) ?? float32;
}

/**
 * The type in which an op of these operands computes (torch.result_type): tensors with axes decide over tensors
 * without, and those over numbers, unless the latter are of a higher category (bool, integer, floating).
 */
export function resultType(a: Typed, b: Typed): ElementType {
  if (typeof a === 'object') {
    if (typeof b === 'object') {
      if (a.type === b.type) return a.type;
    } else if (a.type.category === Category.FLOATING) {
      return a.type;
    }
  }
  return resultOf([a, b]);
}

/** As {@link resultType}, of any number of operands. */
export function resultTypeOfAll(operands: readonly Typed[]): ElementType {
  return resultOf(operands);
}

/** Whether results of type `from` may be written to a tensor of type `to` in place (torch.can_cast). */
export function canCast(from: ElementType, to: ElementType): boolean {
  return from.category <= to.category;
}
