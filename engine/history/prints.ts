/** Hashes of the elements of tensors: two runs that gave the same bits have the same. */
import { type DType, types } from '../tensor/dtype';
import { native } from '../tensor/native';
import type { TensorPlace } from '../tensor/picture';
import { elements, isRowMajor } from '../tensor/shape';
import { mixed } from './hash';

/** Bytes that are read at once. */
const PIECE = 2 ** 22;

/** Of all that an op gave; null where it is not known. */
export function printOfAll(places: readonly TensorPlace[]): number | null {
  let print = 0;
  for (const place of places) {
    const one = printOf(place);
    if (one === null) return null;
    print = mixed(print, one);
  }
  return print >>> 0;
}

/** Null for a tensor whose elements do not lie one after another, such as an expanded one. */
function printOf(place: TensorPlace): number | null {
  if (!isRowMajor(place.shape, place.strides)) return null;
  const count = elements(place.shape);
  const step = PIECE / types[place.dtype as DType].bytes;
  let print = count;
  for (let from = 0; from < count; from += step) {
    const memory = native.read(place, place.offset + from, Math.min(step, count - from));
    const whole = memory.byteLength >>> 2;
    const words = new Int32Array(memory, 0, whole);
    for (let at = 0; at < whole; at++) print = mixed(print, words[at]);
    for (const rest of new Uint8Array(memory, whole * 4)) print = mixed(print, rest);
  }
  return print >>> 0;
}
