/** The frequencies of bins, and their order. */
import { fail, shapeText } from '../../tensor/errors';
import { axisOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { arange, finished, type TensorOptions } from '../creation';
import { requireTensor } from '../dispatch';
import { cat } from '../join';
import { where } from '../where';

/** 0, 1, … n - 1 as float64. */
function counted(op: string, n: number): Tensor {
  if (!(Number.isInteger(n) && n >= 0)) fail(op, 'the length is no length', `n = ${n}`, 'give an integer');
  return arange(0, n, 1, { dtype: 'float64' });
}

/** The frequencies of {@link fft}'s bins for samples `d` apart: 0, 1, …, -2, -1 over n d (torch.fft.fftfreq). */
export function fftfreq(n: number, d = 1, { dtype = 'float32', ...options }: TensorOptions = {}): Tensor {
  const bins = counted('fft.fftfreq', n);
  const both = where(bins.lt(Math.ceil(n / 2)), bins, bins.sub(n));
  return finished('fft.fftfreq', both.div(n * d).to(dtype), options);
}

/** The frequencies of {@link rfft}'s bins for samples `d` apart: 0, 1, … over n d (torch.fft.rfftfreq). */
export function rfftfreq(n: number, d = 1, { dtype = 'float32', ...options }: TensorOptions = {}): Tensor {
  const bins = counted('fft.rfftfreq', Math.floor(n / 2) + 1);
  return finished('fft.rfftfreq', bins.div(n * d).to(dtype), options);
}

/** By `first(size)` elements from the end of each axis to its begin. */
function turned(
  op: string,
  input: Tensor,
  dim: number | readonly number[],
  first: (size: number) => number,
): Tensor {
  requireTensor(op, 'the input', input);
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
