/**
 * Discrete Fourier transforms, as torch.fft. There is no complex dtype: a complex tensor is a real one with a last axis
 * [real, imaginary], as torch.view_as_real shows it, and `dim` counts the axes without that one.
 */
export { complex, complexAbs, complexAngle, complexConj, complexMul, imag, polar, real } from './complex';
export { fftfreq, fftshift, ifftshift, rfftfreq } from './frequencies';
export { fft, hfft, ifft, ihfft, irfft, rfft } from './one';
export { type Axes, fft2, fftn, ifft2, ifftn, irfft2, irfftn, rfft2, rfftn, type Sizes } from './several';
export type { FourierNorm } from './transform';
