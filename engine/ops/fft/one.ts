/** Transforms along one axis, as torch.fft. */
import type { Tensor } from '../../tensor/tensor';
import { complexToComplex, complexToReal, type FourierNorm, realToComplex } from './transform';

/**
 * The discrete Fourier transform of a complex tensor [..., n, 2], whose last axis is [real, imaginary], along an axis;
 * dim counts without that one (torch.fft.fft). `n` trims the axis or adds zeros first. Any length is fast.
 */
export function fft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return complexToComplex('fft.fft', input, n, dim, norm, false);
}

/** The inverse of {@link fft}, of and to a complex tensor [..., n, 2] (torch.fft.ifft). */
export function ifft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return complexToComplex('fft.ifft', input, n, dim, norm, true);
}

/**
 * The transform of a real tensor [..., n]: the bins from 0 to n / 2, complex [..., n / 2 + 1, 2] with a last axis
 * [real, imaginary]; the others are their conjugates (torch.fft.rfft).
 */
export function rfft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return realToComplex('fft.rfft', input, n, dim, norm, false);
}

/**
 * The inverse of {@link rfft}: complex bins [..., n / 2 + 1, 2] to a real tensor [..., n]. Give n where it is odd: by
 * default it is 2 (bins - 1). Imaginary parts of the first bin, and of the last one of an even n, are not read
 * (torch.fft.irfft).
 */
export function irfft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return complexToReal('fft.irfft', input, n, dim, norm, true);
}

/**
 * The transform of a signal whose first half is given, complex [..., n / 2 + 1, 2], and whose other half is its mirrored
 * conjugate: real [..., n] (torch.fft.hfft).
 */
export function hfft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return complexToReal('fft.hfft', input, n, dim, norm, false);
}

/** The inverse of {@link hfft}: real [..., n] to complex [..., n / 2 + 1, 2] (torch.fft.ihfft). */
export function ihfft(
  input: Tensor,
  n: number | null = null,
  dim = -1,
  norm: FourierNorm = 'backward',
): Tensor {
  return realToComplex('fft.ihfft', input, n, dim, norm, true);
}
