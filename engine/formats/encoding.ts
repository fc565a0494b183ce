/** Element types that files have: more than the engine, which has a tensor for some of them. */
import { type DType, type ElementType, type TypedArray, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { fromBfloat16, fromFloat16 } from '../tensor/half';

export interface Encoding {
  /** PyTorch's name. */
  readonly name: string;
  /** Bytes an element. */
  readonly bytes: number;
  /** Bytes of what has a byte order: half of a complex element. */
  readonly word: number;
  /** The engine's type of the same bytes, if it has one. */
  readonly type: ElementType | null;
  /** Dtypes that hold each of its values exactly. */
  readonly fits: readonly DType[];
  /** The values of little-endian, aligned bytes; null where no dtype is in `fits`. */
  readonly values: ((bytes: Uint8Array) => ArrayLike<number>) | null;
}

function row(name: string, bytes: number, fits: readonly DType[] = [], values: Encoding['values'] = null) {
  const type = types[name as DType] ?? null;
  return { name, bytes, word: name.startsWith('complex') ? bytes / 2 : bytes, type, fits, values };
}

const wide: readonly DType[] = ['float32', 'float64'];

type NumberArray<A> = new (buffer: ArrayBufferLike, offset: number, length: number) => A;
const seenAs =
  <A extends ArrayLike<number>>(array: NumberArray<A>, size: number) =>
  ({ buffer, byteOffset, byteLength }: Uint8Array) =>
    new array(buffer, byteOffset, byteLength / size);
const uint16s = seenAs(Uint16Array, 2);

/** Values of bytes by their bits, made when they are first needed. */
function decoded(value: (code: number) => number) {
  let table: Float32Array | undefined;
  return (bytes: Uint8Array): Float32Array => {
    table ??= Float32Array.from({ length: 256 }, (_, code) => value(code));
    const values = new Float32Array(bytes.length);
    for (let i = 0; i < values.length; i++) values[i] = table[bytes[i]];
    return values;
  };
}

/** A byte with `exponentBits` and `fractionBits` after its sign; float8_e4m3fn has no infinities. */
function small(code: number, exponentBits: number, fractionBits: number, infinities = true): number {
  const top = 2 ** exponentBits - 1;
  const bias = (top - 1) / 2;
  const sign = code >> (exponentBits + fractionBits) ? -1 : 1;
  const exponent = (code >> fractionBits) & top;
  const fraction = (code & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  if (infinities && exponent === top) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (!infinities && (code & 0x7f) === 0x7f) return Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

const rows: readonly Encoding[] = [
  row('bool', 1),
  row('uint8', 1, ['int32', 'int64'], (bytes) => bytes),
  row('int8', 1, ['int32', 'int64'], seenAs(Int8Array, 1)),
  row('int16', 2, ['int32', 'int64'], seenAs(Int16Array, 2)),
  row('uint16', 2, ['int32', 'int64'], uint16s),
  row('int32', 4, ['int64'], seenAs(Int32Array, 4)),
  row('uint32', 4, ['int64'], seenAs(Uint32Array, 4)),
  row('int64', 8),
  row('uint64', 8),
  row(
    'float8_e4m3fn',
    1,
    wide,
    decoded((code) => small(code, 4, 3, false)),
  ),
  row(
    'float8_e5m2',
    1,
    wide,
    decoded((code) => small(code, 5, 2)),
  ),
  row('float16', 2, wide, (bytes) => fromFloat16(uint16s(bytes))),
  row('bfloat16', 2, wide, (bytes) => fromBfloat16(uint16s(bytes))),
  row('float32', 4, ['float64'], seenAs(Float32Array, 4)),
  row('float64', 8),
  row('complex64', 8),
  row('complex128', 16),
];

/** By PyTorch's name. */
export const encodings: ReadonlyMap<string, Encoding> = new Map(rows.map((each) => [each.name, each]));

/** The encoding of a name that is written here, not read from a file. */
export function encodingOf(name: string): Encoding {
  return encodings.get(name)!;
}

/** Options of reading tensors. */
export interface ReadOptions {
  /**
   * Tensors become this dtype where no value changes by it: float16, bfloat16 and float8 become float32 or float64,
   * smaller integers int32 or int64. Tensors of other dtypes stay what they are.
   */
  readonly as?: DType;
}

/** How elements in a file become elements of a tensor. */
export interface Conversion {
  readonly type: ElementType;
  /** null where the bytes are the same. */
  readonly convert: ((bytes: Uint8Array) => TypedArray) | null;
}

/** Throws where the engine has no dtype for what would come of it; `what` is how the error calls the tensor. */
export function conversion(op: string, what: string, from: Encoding, { as }: ReadOptions): Conversion {
  if (as !== undefined && !types[as]) {
    const able = Object.keys(types).join(', ');
    fail(op, 'there are no tensors of the dtype in { as }', `'${as}'`, `use ${able}`);
  }
  if (as !== undefined && as !== from.name && from.fits.includes(as)) {
    const type = types[as];
    return { type, convert: (bytes) => converted(from.values!(bytes), type) };
  }
  if (from.type) return { type: from.type, convert: null };
  const [wider] = from.fits;
  const remedy = wider ? `read it with { as: '${wider}' }` : 'convert it where the file is written';
  return fail(op, `the engine has no dtype ${from.name}`, what, remedy);
}

function converted(values: ArrayLike<number>, type: ElementType): TypedArray {
  if (type.array === BigInt64Array) return BigInt64Array.from(values as ArrayLike<number> & number[], BigInt);
  return new (type.array as Float32ArrayConstructor)(values);
}

/** Turns each word of `size` bytes round, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
}
