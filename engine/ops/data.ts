/** Tensors from JavaScript's arrays, and back. */
import {
  bool,
  Category,
  type DType,
  type ElementType,
  float32,
  int64,
  isHalf,
  type TypedArray,
  types,
} from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { integerIn } from '../tensor/limits';
import { native } from '../tensor/native';
import { elementValue, exactNumber, readElements } from '../tensor/read';
import { checkShape, elements, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, begin, itemOf, result, resultUnseen } from './command';
import { finished, type TensorOptions } from './creation';
import { dispatch } from './dispatch';
import { converted, dropTemporary } from './elementwise';
import { methods } from './methods';
import { define } from './row';

type Scalar = number | boolean | bigint;
/** Numbers, bigints or booleans, in arrays of any depth. */
export type NestedArray = Scalar | readonly NestedArray[];
/** What a tensor can be made of. */
export type TensorData =
  | NestedArray
  | TypedArray
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array
  | Tensor;

/** Arrays that JavaScript has and tensors have not: the dtype that holds their numbers. */
function typeOfArray(array: ArrayBufferView): ElementType {
  for (const type of Object.values(types)) if (type !== bool && array instanceof type.array) return type;
  if (array instanceof Uint8ClampedArray) return types.uint8;
  if (array instanceof Int16Array || array instanceof Uint16Array) return types.int32;
  return int64;
}

/**
 * A tensor of nested arrays, a typed array, a number, a boolean, a bigint or another tensor, copied
 * (torch.tensor).
 *
 * **dtype**: JavaScript has one kind of number where Python has two, so the values decide: if all are integers,
 * the tensor is **int64**; one fraction, NaN or infinity makes it **float32**. `tensor([1, 2])` is int64 as in
 * PyTorch, but so is `tensor([1.0, 2.0])`: give `{ dtype: 'float32' }` where whole numbers are meant as floats.
 * Booleans are bool, bigints int64. A typed array keeps its type.
 */
export function tensor(data: TensorData, options: TensorOptions = {}): Tensor {
  if (data instanceof Tensor) {
    const copy = data.detach().to(options.dtype ?? data.dtype);
    return finished('tensor', copy.storage === data.storage ? copy.clone().detach() : copy, options);
  }
  const shape: number[] = [];
  let values: ArrayLike<Scalar>;
  let type: ElementType;
  if (ArrayBuffer.isView(data)) {
    values = data as ArrayLike<Scalar>;
    shape.push(values.length);
    type = typeOfArray(data);
  } else {
    for (let level: NestedArray = data as NestedArray; Array.isArray(level); level = level[0])
      shape.push(level.length);
    const flat: Scalar[] = [];
    flatten(data as NestedArray, shape, 0, flat);
    values = flat;
    type = typeOfValues(flat);
  }
  if (options.dtype !== undefined) type = typeNamed('tensor', options.dtype);
  return finished('tensor', fromValues(values, type, shape), options);
}

function flatten(data: NestedArray, shape: Shape, axis: number, into: Scalar[]): void {
  if (axis === shape.length) {
    if (typeof data !== 'number' && typeof data !== 'boolean' && typeof data !== 'bigint') {
      const found = Array.isArray(data) ? `an array of ${data.length}` : String(data);
      fail(
        'tensor',
        'an element is no number',
        found,
        'give numbers, booleans or bigints, all nested as deep',
      );
    }
    into.push(data);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const found = Array.isArray(data) ? `${data.length}` : String(data);
    fail(
      'tensor',
      `arrays along axis ${axis} differ in length`,
      `${shape[axis]} and ${found}`,
      'make all rows as long',
    );
  }
  for (const part of data as readonly NestedArray[]) flatten(part, shape, axis + 1, into);
}

function typeOfValues(values: readonly Scalar[]): ElementType {
  if (values.length === 0) return float32;
  if (values.every((value) => typeof value === 'boolean')) return bool;
  return values.every((value) => typeof value !== 'number' || Number.isInteger(value)) ? int64 : float32;
}

const tensorRow = define('tensor', {
  operands: [],
  forward: (_: readonly [], { dtype, shape, values }: Values): Tensor => {
    const type = types[dtype];
    checkShape('tensor', shape, type.bytes);
    // 16-bit floats come as float32, and are rounded here.
    const given = isHalf(type) ? float32 : type;
    begin('tensor', 'empty');
    allocate(given, shape);
    const made = result(given, shape);
    if (values.length > 0) native.write(made.storage.id, 0, values);
    resultUnseen();
    const rounded = converted(made, type);
    dropTemporary(made, rounded);
    return rounded;
  },
});

interface Values {
  readonly dtype: DType;
  readonly shape: Shape;
  /** In row-major order. */
  readonly values: TypedArray;
}

function fromValues(given: ArrayLike<Scalar>, type: ElementType, shape: Shape): Tensor {
  const isTyped = given instanceof type.array && type !== bool;
  const values = isTyped ? (given as TypedArray) : valuesAs(given, type);
  return dispatch(tensorRow, [], { dtype: type.name, shape, values });
}

function valuesAs(values: ArrayLike<Scalar>, type: ElementType): TypedArray {
  const { length } = values;
  const integral = type.category === Category.INTEGER;
  if (type === int64) {
    const exact = new BigInt64Array(length);
    for (let index = 0; index < length; index++) exact[index] = BigInt(integer(values[index], type));
    return exact;
  }
  const numbers = new (type.array as Float32ArrayConstructor)(length);
  for (let index = 0; index < length; index++) {
    const value = values[index];
    if (integral) numbers[index] = Number(integer(value, type));
    else numbers[index] = type === bool ? Number(Number(value) !== 0) : Number(value);
  }
  return numbers;
}

function integer(value: Scalar, type: ElementType): number | bigint {
  return integerIn('tensor', typeof value === 'boolean' ? Number(value) : value, type);
}

/** The value of a tensor of one element (torch.Tensor.item). An int64 beyond 2^53 is an error: see `data()`. */
export function item(input: Tensor): number | boolean {
  if (input.numel() !== 1) {
    fail(
      'item',
      'the tensor has not one element',
      shapeText(input.shape),
      'use tolist(), or pick one with at()',
    );
  }
  if (input.type === int64) return exactNumber('item', data(input)[0]);
  const value = itemOf(input);
  return input.type === bool ? value !== 0 : value;
}

/**
 * A typed array with a copy of the elements in row-major order: BigInt64Array for int64, bytes for bool. JavaScript has
 * no arrays of 16-bit floats: a Float32Array holds them exactly.
 */
export function data(input: Tensor): TypedArray {
  const { storage, type, shape, strides, offset } = input;
  return readElements(storage, type, shape, strides, offset);
}

export type NestedList = number | boolean | NestedList[];

/** Nested arrays of numbers or booleans (torch.Tensor.tolist). An int64 beyond 2^53 is an error: see `data()`. */
export function tolist(input: Tensor): NestedList {
  const { shape, type } = input;
  const values = data(input);
  let next = 0;
  const nest = (axis: number): NestedList => {
    if (axis === shape.length) return elementValue('tolist', type, values[next++]);
    return Array.from({ length: shape[axis] }, () => nest(axis + 1));
  };
  return elements(shape) === 0 && shape.length === 0 ? [] : nest(0);
}

methods({ item, data, tolist });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The value of a tensor of one element. An int64 beyond 2^53 is an error: see `data()`. */
    item(): number;
    /**
     * A typed array with a copy of the elements in row-major order: BigInt64Array for int64, bytes for bool,
     * Float32Array for 16-bit floats.
     */
    data(): TypedArray;
    /** Nested arrays of numbers or booleans. An int64 beyond 2^53 is an error: see `data()`. */
    // biome-ignore lint/suspicious/noExplicitAny: how deep it is nested depends on the shape, which types do not know
    tolist(): any;
  }
}
