/** Images in other sizes. */
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { coveringMap } from './avgPool';
import { dispatch } from './dispatch';
import { LinearMap, type Maps, separable, type Tap } from './resample';

/** How values between the elements are found; 'area' is the mean of the elements that a new one covers. */
export type InterpolateMode =
  | 'nearest'
  | 'nearestExact'
  | 'linear'
  | 'bilinear'
  | 'trilinear'
  | 'bicubic'
  | 'area';

/** How the new elements are found. */
export interface Interpolation {
  readonly mode: InterpolateMode;
  /** Whether the corners of both images are the same places. */
  readonly alignCorners: boolean;
  /** Whether an image that becomes smaller is smoothed. */
  readonly antialias: boolean;
}

const interpolateRow = separable<Interpolation & { readonly size: Shape }>('interpolate');

/** As wide as the kernel of the cubic convolution is on one side (Keys 1981); its slope is a. */
function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** Elements a step of the new image is long. `factor`: what the new size was made with, if it counts. */
function stepOf(from: number, to: number, factor: number | null, alignCorners: boolean): number {
  if (alignCorners) return to > 1 ? (from - 1) / (to - 1) : 0;
  return factor === null ? from / to : 1 / factor;
}

const { fround } = Math;

/** PyTorch rounds to float32 here, which decides between two neighbours. */
function nearest(from: number, to: number, factor: number | null, shift: number): readonly Tap[][] {
  const step = fround(factor === null ? fround(from) / fround(to) : 1 / factor);
  return Array.from({ length: to }, (_, i) => {
    const place = Math.floor(fround(fround(i + shift) * step));
    return [[Math.min(place, from - 1), 1]];
  });
}

function between(from: number, to: number, step: number, { mode, alignCorners }: Interpolation): Tap[][] {
  const bicubic = mode === 'bicubic';
  return Array.from({ length: to }, (_, i) => {
    const exact = alignCorners ? i * step : (i + 0.5) * step - 0.5;
    const place = bicubic ? exact : Math.max(exact, 0);
    const left = Math.floor(place);
    const taps = bicubic ? [-1, 0, 1, 2] : [0, 1];
    return taps.map((offset): Tap => {
      const distance = place - left - offset;
      const weight = bicubic ? cubic(distance, -0.75) : 1 - Math.abs(distance);
      return [Math.min(Math.max(left + offset, 0), from - 1), weight];
    });
  });
}

/** The kernel as wide as a step, so that every element of the old image has its share. */
function smooth(from: number, to: number, step: number, { mode }: Interpolation): Tap[][] {
  const bicubic = mode === 'bicubic';
  const scale = Math.max(step, 1);
  const reach = (bicubic ? 2 : 1) * scale;
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * step;
    const first = Math.max(Math.trunc(center - reach + 0.5), 0);
    const end = Math.min(Math.trunc(center + reach + 0.5), from);
    const weights = Array.from({ length: end - first }, (_, k) => {
      const distance = (k + first - center + 0.5) / scale;
      return bicubic ? cubic(distance, -0.5) : Math.max(1 - Math.abs(distance), 0);
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight, k): Tap => [first + k, weight / total]);
  });
}

function mapOf(from: number, to: number, factor: number | null, how: Interpolation): LinearMap | null {
  const { mode, alignCorners, antialias } = how;
  if (mode === 'area') return coveringMap(from, to);
  const step = stepOf(from, to, factor, alignCorners);
  if (from === to && step === 1) return null;
  if (mode === 'nearest') return new LinearMap(nearest(from, to, factor, 0), from);
  if (mode === 'nearestExact') return new LinearMap(nearest(from, to, factor, 0.5), from);
  return new LinearMap((antialias ? smooth : between)(from, to, step, how), from);
}

/**
 * [N, C, …] to [N, C, …size]. `factors`: by axis what the size was made with, where that decides how far the new
 * elements are apart; null: the sizes decide.
 */
export function interpolated(
  input: Tensor,
  size: Shape,
  factors: readonly (number | null)[],
  how: Interpolation,
): Tensor {
  const maps: Maps = size.map((to, axis) => mapOf(input.shape[2 + axis], to, factors[axis], how));
  return dispatch(interpolateRow, [input], { ...how, size, maps });
}
