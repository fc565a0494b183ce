import { fft, istft, stft, type Tensor, tensor } from 'backstep';
import { all, type Call, type Samples } from './call';

const inNamespace = (name: string): Call =>
  (fft as unknown as Record<string, Call>)[name.slice('fft.'.length)];

/** `hann` asks for torch.hann_window(winLength), which files do not hold. */
const windowed =
  (op: typeof stft | typeof istft): Call =>
  (input: Tensor, nFft: number, { hann, ...options }) => {
    const size = options.winLength ?? nFft;
    const window = tensor(
      Array.from({ length: size }, (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / size)),
      { dtype: input.dtype },
    );
    return op(input, nFft, hann ? { ...options, window } : options);
  };

export const transforms: Samples = {
  ...all('fft.c2c fft.r2c fft.c2r', () => ({ elsewhere: 'fft.fft, fft.rfft, fft.irfft' })),
};

export const transformFunctions: Samples = {
  ...all('fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft', inNamespace),
  ...all('fft.fft2 fft.ifft2 fft.rfft2 fft.irfft2 fft.fftn fft.ifftn fft.rfftn fft.irfftn', inNamespace),
  ...all('fft.fftfreq fft.rfftfreq fft.fftshift fft.ifftshift', inNamespace),
  ...all('fft.complex fft.complexAbs fft.complexAngle fft.complexConj fft.complexMul fft.polar', inNamespace),
  ...all('fft.real fft.imag', inNamespace),
  stft: windowed(stft),
  istft: windowed(istft),
};
