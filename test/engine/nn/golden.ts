import { type Tensor, type TensorData, tensor } from 'backstep';
import { type PackedTensor, readGolden, unpack } from '../../golden/read';
import { expectClose } from '../ops/close';

export { expectClose, type PackedTensor as Packed, unpack };

/** What a script of test/golden has written: `nn-layers` for `layers`. */
export function golden<T>(name: string): T {
  return readGolden<T>(`nn-${name}`);
}

/** Whole numbers too: `tensor([1, 2])` would be int64. */
export function floats(values: TensorData): Tensor {
  return tensor(values, { dtype: 'float32' });
}

export function expectNumbers(
  actual: number[],
  expected: readonly number[],
  dtype: PackedTensor['dtype'],
  what: string,
): void {
  expectClose(tensor(actual, { dtype }), tensor([...expected], { dtype }), what);
}
