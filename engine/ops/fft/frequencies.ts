/** The frequencies of bins, and their order. */
import { fail, shapeText } from '../../tensor/errors';
import { axisOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { TensorOptions } from '../creation';
import { tensor } from '../data';
import { cat } from '../join';

/** The frequencies of {@link fft}'s bins for samples `d` apart: 0, 1, …, -2, -1 over n d (torch.fft.fftfreq). */
export function fftfreq(n: number, d = 1, options: TensorOptions = {}): Tensor {
  const bins = Array.from({ length: n }, (_, k) => (k < Math.ceil(n / 2) ? k : k - n) / (n * d));
  return tensor(bins, { dtype: 'float32', ...options });
}

/** The frequencies of {@link rfft}'s bins for samples `d` apart: 0, 1, … over n d (torch.fft.rfftfreq). */
export function rfftfreq(n: number, d = 1, options: TensorOptions = {}): Tensor {
  const bins = Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => k / (n * d));
  return tensor(bins, { dtype: 'float32', ...options });
}

/** By `first(size)` elements from the end of each axis to its begin. */
function turned(
  op: string,
  input: Tensor,
  dim: number | readonly number[],
  first: (size: number) => number,
): Tensor {
  if (dim === undefined) {
    fail(op, 'there is no axis', shapeText(input.shape), 'name those to shift, without [real, imaginary]');
  }
  return [dim].flat().reduce((done, each) => {
    const axis = axisOf(op, each, input.ndim);
    if (input.ndim > 1 && axis === input.ndim - 1 && input.shape[axis] === 2) {
      fail(
        op,
        'the last axis is [real, imaginary]',
        shapeText(input.shape),
        'name the axes before it, or use roll()',
      );
    }
    const size = input.shape[axis];
    const start = first(size);
    return cat([done.narrow(axis, start, size - start), done.narrow(axis, 0, start)], axis);
  }, input);
}

/**
 * Bins in the order of their frequencies, with 0 in the middle, along the axes named (torch.fft.fftshift). Axes are
 * those of the tensor as it is: of a complex one, the last is [real, imaginary]. There is no default for that reason.
 */
export function fftshift(input: Tensor, dim: number | readonly number[]): Tensor {
  return turned('fft.fftshift', input, dim, (size) => Math.ceil(size / 2));
}

/** The inverse of {@link fftshift} (torch.fft.ifftshift). */
export function ifftshift(input: Tensor, dim: number | readonly number[]): Tensor {
  return turned('fft.ifftshift', input, dim, (size) => Math.floor(size / 2));
}
