/** Transforms along several axes, as torch.fft. Complex tensors have a last axis [real, imaginary], which dims leave out. */
import { fail, shapeText } from '../../tensor/errors';
import { axisOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import {
  complexOf,
  complexToComplex,
  complexToReal,
  type FourierNorm,
  floatsOf,
  realToComplex,
} from './transform';

/** Sizes by axis; -1 leaves a size as it is. */
export type Sizes = readonly number[] | null;
/** Axes, counted without the last one of a complex tensor. */
export type Axes = readonly number[] | null;

interface Along {
  readonly axis: number;
  readonly n: number | null;
}

/** The axes with their sizes: by default the last ones, as many as there are sizes, or all. */
function axesOf(op: string, ndim: number, sizes: Sizes, dims: Axes): Along[] {
  const count = sizes?.length ?? ndim;
  if (dims === null && count > ndim) {
    fail(op, 'there are more sizes than axes', `${shapeText(sizes ?? [])} for ${ndim} axes`, 'give fewer');
  }
  const given = dims ?? Array.from({ length: count }, (_, k) => ndim - count + k);
  const axes = given.map((dim) => axisOf(op, dim, ndim));
  if (new Set(axes).size !== axes.length)
    fail(op, 'an axis comes twice', shapeText(given), 'name each axis once');
  if (sizes !== null && sizes.length !== axes.length) {
    fail(
      op,
      'there is not one size for each axis',
      `${shapeText(sizes)} for ${shapeText(axes)}`,
      'name as many of both',
    );
  }
  return axes.map((axis, k) => ({ axis, n: sizes === null || sizes[k] === -1 ? null : sizes[k] }));
}

function complexAlong(
  op: string,
  input: Tensor,
  along: readonly Along[],
  norm: FourierNorm,
  inverse: boolean,
): Tensor {
  return along.reduce((done, { axis, n }) => complexToComplex(op, done, n, axis, norm, inverse), input);
}

function lastOf(op: string, along: readonly Along[]): Along {
  return along.at(-1) ?? fail(op, 'there is no axis to transform', '[]', 'name one at least');
}

/** The transform of a complex tensor [..., 2] along several axes, by default all (torch.fft.fftn). */
export function fftn(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = null,
  norm: FourierNorm = 'backward',
): Tensor {
  const given = complexOf('fft.fftn', input);
  return complexAlong('fft.fftn', given, axesOf('fft.fftn', given.ndim - 1, s, dim), norm, false);
}

/** The inverse of {@link fftn} (torch.fft.ifftn). */
export function ifftn(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = null,
  norm: FourierNorm = 'backward',
): Tensor {
  const given = complexOf('fft.ifftn', input);
  return complexAlong('fft.ifftn', given, axesOf('fft.ifftn', given.ndim - 1, s, dim), norm, true);
}

/**
 * The transform of a real tensor along several axes, by default all: complex, with the bins from 0 to n / 2 of the
 * last of them, and a new last axis [real, imaginary] (torch.fft.rfftn).
 */
export function rfftn(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = null,
  norm: FourierNorm = 'backward',
): Tensor {
  const given = floatsOf('fft.rfftn', input);
  const along = axesOf('fft.rfftn', given.ndim, s, dim);
  const { axis, n } = lastOf('fft.rfftn', along);
  const half = realToComplex('fft.rfftn', given, n, axis, norm, false);
  return complexAlong('fft.rfftn', half, along.slice(0, -1), norm, false);
}

/** The inverse of {@link rfftn}: give the sizes where the last one is odd (torch.fft.irfftn). */
export function irfftn(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = null,
  norm: FourierNorm = 'backward',
): Tensor {
  const given = complexOf('fft.irfftn', input);
  const along = axesOf('fft.irfftn', given.ndim - 1, s, dim);
  const { axis, n } = lastOf('fft.irfftn', along);
  const rest = complexAlong('fft.irfftn', given, along.slice(0, -1), norm, true);
  return complexToReal('fft.irfftn', rest, n, axis, norm, true);
}

const lastTwo = [-2, -1] as const;

/** {@link fftn} along two axes, by default the last ones (torch.fft.fft2). */
export function fft2(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = lastTwo,
  norm: FourierNorm = 'backward',
): Tensor {
  return fftn(input, s, dim, norm);
}

/** {@link ifftn} along two axes, by default the last ones (torch.fft.ifft2). */
export function ifft2(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = lastTwo,
  norm: FourierNorm = 'backward',
): Tensor {
  return ifftn(input, s, dim, norm);
}

/** {@link rfftn} along two axes, by default the last ones (torch.fft.rfft2). */
export function rfft2(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = lastTwo,
  norm: FourierNorm = 'backward',
): Tensor {
  return rfftn(input, s, dim, norm);
}

/** {@link irfftn} along two axes, by default the last ones (torch.fft.irfft2). */
export function irfft2(
  input: Tensor,
  s: Sizes = null,
  dim: Axes = lastTwo,
  norm: FourierNorm = 'backward',
): Tensor {
  return irfftn(input, s, dim, norm);
}
