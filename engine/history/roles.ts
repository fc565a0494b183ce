import type { Tensor } from '../tensor/tensor';
import type { NamedTensor } from './event';

/** The tensor that has this role for an op. */
export function tensorNamed(tensors: readonly NamedTensor[], name: string): Tensor | undefined {
  return tensors.find((one) => one.name === name)?.tensor;
}
