/** Copies: other dtypes, other layouts, other histories. */
import { type DType, type ElementType, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { allocate, begin, input as inputOf, result } from './command';
import { dispatch, NONE } from './dispatch';
import { methods } from './methods';
import { define } from './row';

/** A row-major copy, as part of a running op. */
export function copied(op: string, tensor: Tensor, type: ElementType): Tensor {
  begin(op, 'copy');
  allocate(type, tensor.shape);
  inputOf(tensor);
  return result(type, tensor.shape);
}

const toRow = define('to', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], { dtype }: { readonly dtype: DType }) =>
    copied('to', input, types[dtype]),
  gradient: { input: ({ grad }) => grad },
});

/** The element type of a name; an error that lists them for any other. */
export function typeNamed(op: string, dtype: DType): ElementType {
  return (
    types[dtype] ??
    fail(op, 'there is no such dtype', String(dtype), `one of ${Object.keys(types).join(', ')}`)
  );
}

/**
 * The tensor in another dtype, or on a device (only 'cpu' yet); itself where nothing changes (torch.Tensor.to).
 * Floats become integers towards 0; everything but 0 is true.
 */
export function to(
  input: Tensor,
  target: DType | 'cpu' | { readonly dtype?: DType; readonly device?: string },
): Tensor {
  const { dtype, device } = typeof target === 'string' ? parsed(target) : target;
  if (device !== undefined && device !== 'cpu') {
    fail('to', 'there is no such device', device, 'use "cpu"');
  }
  if (dtype === undefined || dtype === input.dtype) return input;
  typeNamed('to', dtype);
  return dispatch(toRow, [input], { dtype });
}

function parsed(target: DType | 'cpu'): { dtype?: DType; device?: string } {
  if (target in types) return { dtype: target as DType };
  if (/^(cpu|cuda|mps)/.test(target)) return { device: target };
  return { dtype: typeNamed('to', target as DType).name };
}

const cloneRow = define('clone', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor]) => copied('clone', input, input.type),
  gradient: { input: ({ grad }) => grad },
});

/** A copy with its own memory, row-major (torch.clone). */
export function clone(input: Tensor): Tensor {
  return dispatch(cloneRow, [input], NONE);
}

const contiguousRow = define('contiguous', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor]) => copied('contiguous', input, input.type),
  gradient: { input: ({ grad }) => grad },
});

/** The tensor itself if it is row-major, else a row-major copy (torch.Tensor.contiguous). */
export function contiguous(input: Tensor): Tensor {
  return input.isContiguous() ? input : dispatch(contiguousRow, [input], NONE);
}

/** The same memory without a history: requires no gradient (torch.Tensor.detach). */
export function detach(input: Tensor): Tensor {
  return new Tensor(input.storage, input.type, input.shape, input.strides, input.offset);
}

const float = (input: Tensor) => to(input, 'float32');
const double = (input: Tensor) => to(input, 'float64');
const int = (input: Tensor) => to(input, 'int32');
const long = (input: Tensor) => to(input, 'int64');
const bool = (input: Tensor) => to(input, 'bool');
const byte = (input: Tensor) => to(input, 'uint8');
const char = (input: Tensor) => to(input, 'int8');
const half = (input: Tensor) => to(input, 'float16');
const bfloat16 = (input: Tensor) => to(input, 'bfloat16');
const typeAs = (input: Tensor, other: Tensor) => to(input, other.dtype);

methods({
  to,
  clone,
  contiguous,
  detach,
  float,
  double,
  int,
  long,
  bool,
  byte,
  char,
  half,
  bfloat16,
  typeAs,
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** In another dtype, or on a device; itself where nothing changes. Floats become integers towards 0. */
    to(target: DType | 'cpu' | { readonly dtype?: DType; readonly device?: string }): Tensor;
    /** A copy with its own memory, row-major. */
    clone(): Tensor;
    /** Itself if it is row-major, else a row-major copy. */
    contiguous(): Tensor;
    /** The same memory without a history: requires no gradient. */
    detach(): Tensor;
    /** As float32. */
    float(): Tensor;
    /** As float64. */
    double(): Tensor;
    /** As int32. */
    int(): Tensor;
    /** As int64. */
    long(): Tensor;
    /** As bool: everything but 0 is true. */
    bool(): Tensor;
    /** As uint8. */
    byte(): Tensor;
    /** As int8. */
    char(): Tensor;
    /** As float16. */
    half(): Tensor;
    /** As bfloat16. */
    bfloat16(): Tensor;
    /** In the dtype of `other`. */
    typeAs(other: Tensor): Tensor;
  }
}
