/** Tensors of numbers that follow a rule. */
import { Category } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { arange, finished, full, linspace, type TensorOptions } from './creation';
import { methods } from './methods';

/** `steps` numbers from `base ** start` to `base ** end`, at equal ratios; float32 (torch.logspace). */
export function logspace(
  start: number,
  end: number,
  steps: number,
  base = 10,
  options: TensorOptions = {},
): Tensor {
  const { dtype = 'float32' } = options;
  if (!Number.isInteger(steps) || steps < 0)
    fail('logspace', `${steps} is no number of steps`, String(steps), 'give an integer of at least 0');
  const exponents = linspace(start, end, steps, { dtype: 'float64' });
  const powers = full([], base, { dtype: 'float64' }).pow(exponents);
  return finished('logspace', powers.to(dtype), options);
}

/**
 * The powers of each element of a vector as rows: [n, N], from `x ** (N - 1)` down to 1, or up with `increasing`
 * (torch.vander). N is n unless it is given.
 */
export function vander(input: Tensor, N: number = input.numel(), increasing = false): Tensor {
  if (input.ndim !== 1) fail('vander', 'the tensor is no vector', shapeText(input.shape), 'flatten it');
  if (!Number.isInteger(N) || N < 0)
    fail('vander', `${N} is no number of powers`, String(N), 'give an integer of at least 0');
  const rising = arange(N);
  const exponents = increasing ? rising : rising.mul(-1).add(N - 1);
  const column = input.unsqueeze(1);
  const floating = input.type.category === Category.FLOATING;
  return (floating ? column : column.long()).pow(floating ? exponents.to(input.dtype) : exponents);
}

/** A tensor without axes; float32 unless `dtype` says otherwise (torch.scalar_tensor). */
export function scalarTensor(value: number | boolean, options: TensorOptions = {}): Tensor {
  return full([], value, { dtype: 'float32', ...options });
}

methods({ vander });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The powers of each element of a vector as rows: [n, N], falling, or rising with `increasing`. */
    vander(N?: number, increasing?: boolean): Tensor;
  }
}
