/** Transforms of short overlapping frames of a signal. */
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { arange, ones, zeros } from '../creation';
import { cat } from '../join';
import { complex } from './complex';
import { fft, irfft, rfft } from './one';
import { complexOf, floatsOf } from './transform';

/** How a signal is cut into frames. */
export interface FrameOptions {
  /** Samples between two frames; default nFft / 4. */
  readonly hopLength?: number;
  /** Of the window, which has zeros on both sides up to nFft; default nFft. */
  readonly winLength?: number;
  /** [winLength]; default ones. */
  readonly window?: Tensor | null;
  /** Frame t is around sample t · hopLength: nFft / 2 samples are added at both ends. Default true. */
  readonly center?: boolean;
  /** Divide by √nFft. */
  readonly normalized?: boolean;
  /** Only the bins from 0 to nFft / 2. Default true. */
  readonly onesided?: boolean;
}

/** Options of `stft`. */
export interface StftOptions extends FrameOptions {
  /** What the samples at the ends are, with `center`. Default `reflect`. */
  readonly padMode?: 'reflect' | 'constant' | 'replicate' | 'circular';
}

/** Options of `istft`. */
export interface IstftOptions extends FrameOptions {
  /** Of the signal; default what the frames reach. */
  readonly length?: number;
}

interface Frames {
  readonly hop: number;
  /** [nFft] */
  readonly window: Tensor;
}

function framesOf(op: string, input: Tensor, nFft: number, options: FrameOptions): Frames {
  const { hopLength: hop = Math.floor(nFft / 4), winLength = nFft, window = null } = options;
  const isSize = (value: number) => Number.isInteger(value) && value > 0;
  if (!isSize(nFft) || !isSize(hop) || !isSize(winLength) || winLength > nFft) {
    const values = `nFft ${nFft}, hopLength ${hop}, winLength ${winLength}`;
    fail(op, 'the sizes do not fit', values, 'all are at least 1, and the window is no longer than nFft');
  }
  if (window !== null && (window.ndim !== 1 || window.shape[0] !== winLength)) {
    fail(
      op,
      'the window has not winLength elements',
      `${shapeText(window.shape)} for ${winLength}`,
      'give winLength',
    );
  }
  const { dtype } = input;
  const left = Math.floor((nFft - winLength) / 2);
  const parts = [
    zeros([left], { dtype }),
    window?.to(dtype) ?? ones([winLength], { dtype }),
    zeros([nFft - winLength - left], { dtype }),
  ];
  return { hop, window: winLength === nFft ? parts[1] : cat(parts) };
}

/** Which sample of a signal stands at a place before, in or after it. */
const inside: Readonly<
  Record<'reflect' | 'replicate' | 'circular', (places: Tensor, size: number) => Tensor>
> = {
  reflect: (places, size) =>
    places
      .abs()
      .sub(size - 1)
      .abs()
      .neg()
      .add(size - 1),
  replicate: (places, size) => places.clamp({ min: 0, max: size - 1 }),
  circular: (places, size) => places.remainder(size),
};

/** [..., length] with `size` more samples at both ends. */
function padded(input: Tensor, size: number, mode: NonNullable<StftOptions['padMode']>): Tensor {
  const length = input.shape[input.ndim - 1];
  if (mode === 'constant') {
    const silence = zeros([...input.shape.slice(0, -1), size], { dtype: input.dtype });
    return cat([silence, input, silence], -1);
  }
  const at =
    inside[mode] ??
    fail('stft', 'there is no such padMode', mode, `one of ${Object.keys(inside).join(', ')}, constant`);
  if (size >= length + Number(mode !== 'reflect')) {
    fail(
      'stft',
      'the signal is too short to pad',
      `${length} samples, ${size} more at each end`,
      'give center: false, or padMode: "constant"',
    );
  }
  return input.indexSelect(-1, at(arange(-size, length + size), length));
}

/** int64 [frames · nFft]: the place of every sample of every frame. */
function placesOf(frames: number, nFft: number, hop: number): Tensor {
  return arange(frames).mul(hop).unsqueeze(1).add(arange(nFft)).flatten();
}

/**
 * The short-time Fourier transform of signals [length] or [batch, length]: complex [..., bins, frames, 2], with a last
 * axis [real, imaginary] (torch.stft with return_complex, as torch.view_as_real shows it).
 */
export function stft(input: Tensor, nFft: number, options: StftOptions = {}): Tensor {
  const given = floatsOf('stft', input);
  if (given.ndim < 1 || given.ndim > 2) {
    fail(
      'stft',
      'the signal has not one axis or two',
      shapeText(given.shape),
      'give [length] or [batch, length]',
    );
  }
  const { center = true, padMode = 'reflect', normalized = false, onesided = true } = options;
  const { hop, window } = framesOf('stft', given, nFft, options);
  const signal = center ? padded(given, Math.floor(nFft / 2), padMode) : given;
  const length = signal.shape[signal.ndim - 1];
  if (length < nFft) {
    fail('stft', 'the signal is shorter than a frame', `${length} of ${nFft} samples`, 'use a smaller nFft');
  }
  const frames = 1 + Math.floor((length - nFft) / hop);
  const framed = signal.indexSelect(-1, placesOf(frames, nFft, hop)).unflatten(-1, [frames, nFft]);
  const norm = normalized ? 'ortho' : 'backward';
  const weighted = framed.mul(window);
  const bins = onesided ? rfft(weighted, null, -1, norm) : fft(complex(weighted), null, -1, norm);
  return bins.transpose(-3, -2);
}

/**
 * The signals [length] or [batch, length] of short-time transforms [..., bins, frames, 2]: where frames overlap, the one
 * that differs least from all (torch.istft).
 */
export function istft(input: Tensor, nFft: number, options: IstftOptions = {}): Tensor {
  const given = complexOf('istft', input);
  const { center = true, normalized = false, onesided = true } = options;
  const bins = onesided ? Math.floor(nFft / 2) + 1 : nFft;
  if (given.ndim < 3 || given.ndim > 4 || given.shape[given.ndim - 3] !== bins) {
    fail(
      'istft',
      `there are not ${bins} bins`,
      shapeText(given.shape),
      'give [bins, frames, 2] or [batch, bins, frames, 2]',
    );
  }
  const { hop, window } = framesOf('istft', given, nFft, options);
  const frames = given.shape[given.ndim - 2];
  const norm = normalized ? 'ortho' : 'backward';
  const spectra = given.transpose(-3, -2);
  // Signals are real: the other bins would say nothing else.
  const framed = irfft(spectra, nFft, -1, norm);
  const places = placesOf(frames, nFft, hop);
  const size = nFft + hop * (frames - 1);
  const added = (samples: Tensor) => {
    const flat = samples.flatten(-2);
    return zeros([...flat.shape.slice(0, -1), size], { dtype: flat.dtype }).indexAdd(-1, places, flat);
  };
  const start = center ? Math.floor(nFft / 2) : 0;
  const end = options.length === undefined ? size - start : Math.min(start + options.length, size);
  const signal = added(framed.mul(window)).narrow(-1, start, end - start);
  const weight = added(window.square().expand([frames, nFft])).narrow(-1, start, end - start);
  if (weight.detach().abs().amin().item() < 1e-11) {
    fail(
      'istft',
      'the windows leave samples out',
      `hopLength ${hop}, nFft ${nFft}`,
      'let them overlap, or use another window',
    );
  }
  const whole = signal.div(weight);
  const missing = (options.length ?? 0) - (end - start);
  if (missing <= 0) return whole;
  return cat([whole, zeros([...whole.shape.slice(0, -1), missing], { dtype: whole.dtype })], -1);
}
