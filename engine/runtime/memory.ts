/** A tensor's bytes, read by the addon while the program runs or is paused: only those that are asked for. */
import { types } from '../tensor/dtype';
import type { TensorPlace } from '../tensor/picture';
import { elementRuns } from '../tensor/runs';
import { elements } from '../tensor/shape';

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
  const size = types[place.dtype as keyof typeof types].bytes;
  const all = elements(place.shape) * size;
  const end = Math.min(start + count, all);
  const first = Math.floor(start / size);
  const last = Math.max(first, Math.ceil(end / size));
  const bytes = new Uint8Array((last - first) * size);
  for (const { element, at, length } of elementRuns(place, first, last)) {
    bytes.set(new Uint8Array(native.read(place, at, length)), (element - first) * size);
  }
  const skipped = start - first * size;
  return { bytes: bytes.subarray(skipped, Math.max(skipped, end - first * size)), total: all };
}
