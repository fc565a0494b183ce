/** Elements of tensors as JavaScript sees them. Reading is no op: it is not counted, observed or recorded. */
import { type ElementType, type TypedArray, types } from './dtype';
import { fail } from './errors';
import { native } from './native';
import { elements, isRowMajor, type Shape } from './shape';
import type { Storage } from './storage';

/** Bytes that the addon reads at once at most. */
const PIECE = 2 ** 24;

/** A copy of the elements, in row-major order. */
export function readElements(
  storage: Storage,
  type: ElementType,
  shape: Shape,
  strides: Shape,
  offset: number,
): TypedArray {
  if (storage.isReleased) {
    fail(
      'data',
      'the tensor was disposed',
      `[${shape.join(', ')}]`,
      'read it before dispose() or tidy() ends',
    );
  }
  const count = elements(shape);
  const { length, start } = count === 0 ? { length: 0, start: 0 } : span(shape, strides, offset);
  const place = { storage: storage.id, dtype: type.name, shape, strides, offset: 0 };
  const memory = new type.array(length) as TypedArray;
  const most = Math.floor(PIECE / type.bytes);
  for (let from = 0; from < length; from += most) {
    const piece = native.read(place, start + from, Math.min(most, length - from));
    memory.set(type.elements(piece) as never, from);
  }
  if (count === length && isRowMajor(shape, strides)) return memory;
  return gathered(memory, shape, strides, new type.array(count) as TypedArray);
}

/** First element and number of elements from there on that a view touches. Strides are never negative. */
function span(shape: Shape, strides: Shape, offset: number): { start: number; length: number } {
  let length = 1;
  for (let axis = 0; axis < shape.length; axis++) length += (shape[axis] - 1) * strides[axis];
  return { start: offset, length };
}

function gathered(memory: TypedArray, shape: Shape, strides: Shape, into: TypedArray): TypedArray {
  let next = 0;
  const walk = (axis: number, start: number): void => {
    if (axis === shape.length) {
      into[next++] = memory[start];
      return;
    }
    for (let index = 0; index < shape[axis]; index++) walk(axis + 1, start + index * strides[axis]);
  };
  walk(0, 0);
  return into;
}

/** A JavaScript number of an int64, where that is exact. */
export function exactNumber(op: string, value: number | bigint): number {
  if (typeof value === 'number') return value;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return fail(
    op,
    'an element is no exact JavaScript number',
    `${value}`,
    'use data(), which gives a BigInt64Array',
  );
}

/** The element as `item()` and `tolist()` give it. */
export function elementValue(op: string, type: ElementType, value: number | bigint): number | boolean {
  return type === types.bool ? value !== 0 : exactNumber(op, value);
}
