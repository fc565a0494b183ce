/** A tensor's bytes, read by the addon while the program runs or is paused: only those that are asked for. */
import { types } from '../tensor/dtype';
import type { TensorPlace } from '../tensor/picture';

/** Bytes that are read at once at most. */
export const mostBytes = 4 * 2 ** 20;

/**
 * `count` bytes from byte `start` of the elements in row-major order, whatever their strides; fewer where they end.
 * `total`: bytes that all of them are. Throws where the range is none, or the memory was given back.
 */
export async function tensorBytes(place: TensorPlace, start: number, count: number) {
  if (
    !Number.isSafeInteger(start) ||
    start < 0 ||
    !Number.isInteger(count) ||
    count < 0 ||
    count > mostBytes
  ) {
    throw new RangeError(
      `memory: the range is no part of a tensor — ${count} bytes from ${start} — at most ${mostBytes} from 0 on`,
    );
  }
  const { native } = await import('../tensor/native');
  const { shape, strides } = place;
  const size = types[place.dtype as keyof typeof types].bytes;
  const elements = shape.reduce((product, one) => product * one, 1);
  const end = Math.min(start + count, elements * size);
  const first = Math.floor(start / size);
  const last = Math.max(first, Math.ceil(end / size));
  const bytes = new Uint8Array((last - first) * size);
  const rowAxis = shape.findLastIndex((_, axis) => !isPacked(shape, strides, axis)) + 1;
  /** Elements that lie one after the other: all of the axes from `rowAxis` on. */
  const run = shape.slice(rowAxis).reduce((product, one) => product * one, 1);
  for (let element = first; element < last; ) {
    const inRun = element % run;
    const length = Math.min(run - inRun, last - element);
    let rest = Math.floor(element / run);
    let at = place.offset + inRun;
    for (let axis = rowAxis - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    bytes.set(new Uint8Array(native.read(place, at, length)), (element - first) * size);
    element += length;
  }
  const skipped = start - first * size;
  return { bytes: bytes.subarray(skipped, Math.max(skipped, end - first * size)), total: elements * size };
}

/** Whether neighbours along an axis lie just behind one another. */
function isPacked(shape: readonly number[], strides: readonly number[], axis: number): boolean {
  const inner = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
  return strides[axis] === inner || shape[axis] === 1;
}
