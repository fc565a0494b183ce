/** The bytes of a tensor as a person edits them, in row-major order whatever its strides. */
import { rememberWrite } from '../../history/changes';
import { unnoticed } from '../../history/dataBreakpoints';
import { type DType, types } from '../../tensor/dtype';
import { native } from '../../tensor/native';
import type { TensorPlace } from '../../tensor/picture';
import { elementRuns } from '../../tensor/runs';
import { elements } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { refusePast } from './edit';

/**
 * Writes bytes (base64) from byte `start` of the elements at `place` on, which one of the tensors holds. Its version
 * stays, as of every edit; history takes it back. Gives how many were written: fewer where the elements end, if that is
 * allowed.
 */
export function writeBytes(
  tensors: readonly Tensor[],
  place: TensorPlace,
  start: number,
  base64: string,
  allowPartial: boolean,
): { written: number } {
  refusePast();
  const given = Buffer.from(base64, 'base64');
  const type = types[place.dtype as DType];
  const size = type.bytes;
  const rest = Math.max(0, elements(place.shape) * size - start);
  if (start < 0 || (given.length > rest && !allowPartial)) {
    const whole = elements(place.shape) * size;
    throw new RangeError(
      `writeMemory: it ends outside of the tensor — ${given.length} bytes from ${start} of ${whole} — write fewer`,
    );
  }
  // V8 also gives what is not made yet, and prototypes.
  const storage = tensors.find((tensor) => tensor.storage?.id === place.storage)?.storage;
  if (!storage) throw new Error('writeMemory: its memory was given back — ask for the variable again');
  const count = Math.min(given.length, rest);
  const end = start + count;
  const [first, last] = [Math.floor(start / size), Math.ceil(end / size)];
  for (const { element, at, length } of elementRuns(place, first, last)) {
    unnoticed(() => rememberWrite(new Tensor(storage, type, [length], [1], at)));
    const from = Math.max(start, element * size);
    const to = Math.min(end, (element + length) * size);
    native.write(storage.id, at * size + from - element * size, given.subarray(from - start, to - start));
  }
  return { written: count };
}
