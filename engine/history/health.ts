/** Whether tensors are well, computed natively in one pass where they lie: no op, and nothing that is recorded. */
import { attribute, begin, execute, input, readWord } from '../ops/command';
import { Category } from '../tensor/dtype';
import { Command } from '../tensor/native';
import type { Tensor } from '../tensor/tensor';

/** Of the elements of a tensor. Sums and extremes are those of the finite ones; NaN where there is none. */
export interface Health {
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly zeros: number;
  readonly sum: number;
  /** √ of the sum of squares. */
  readonly norm: number;
  readonly min: number;
  readonly max: number;
  /** How many are ≤ low or ≥ high. */
  readonly outside: number;
}

function run(tensor: Tensor, all: 0 | 1, low: number, high: number): void {
  begin('health', 'health');
  input(tensor);
  attribute(all);
  attribute(low);
  attribute(high);
  execute();
}

/** Whether no element is NaN or infinite; true for what is no float. */
export function allFinite(tensor: Tensor): boolean {
  if (tensor.type.category !== Category.FLOATING || !isWatchable(tensor)) return true;
  run(tensor, 0, 0, 0);
  return readWord(Command.VALUE) === 1;
}

/** Counts, sums and extremes of the elements; `outside` counts those beyond `low` and `high`. */
export function healthOf(tensor: Tensor, low = -Infinity, high = Infinity): Health {
  run(tensor, 1, low, high);
  const word = (place: number) => readWord(Command.SHAPE + place);
  return {
    count: tensor.numel(),
    nan: word(0),
    positiveInfinity: word(1),
    negativeInfinity: word(2),
    zeros: word(3),
    sum: word(4),
    norm: Math.sqrt(word(5)),
    min: word(6),
    max: word(7),
    outside: word(8),
  };
}

/** Whether a tensor can be read: it was not disposed, and has no more axes than commands take. */
export function isWatchable({ storage, shape }: Tensor): boolean {
  return !storage.isReleased && shape.length <= Command.MAX_NDIM;
}
