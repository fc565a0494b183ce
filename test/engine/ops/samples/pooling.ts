import { type Extreme, F, Tensor } from 'backstep';
import { LinearMap, resample, type Tap } from '../../../../engine/ops/resample';
import type { Call, Samples } from './call';

/** A function of F by the number of spatial axes, which its name ends with. */
const ofAxes =
  (name: string): Call =>
  (axes: number, ...args) => {
    const fn = (F as unknown as Record<string, (...args: unknown[]) => Tensor | Extreme>)[`${name}${axes}d`];
    const result = fn(...args);
    return result instanceof Tensor ? result : [result.values, result.indices];
  };

export const pooling: Samples = {
  avgPool: ofAxes('avgPool'),
  adaptiveAvgPool: ofAxes('adaptiveAvgPool'),
  maxPool: ofAxes('maxPool'),
  adaptiveMaxPool: ofAxes('adaptiveMaxPool'),
  maxUnpool: ofAxes('maxUnpool'),
  interpolate: (input, options) => F.interpolate(input, options),
  im2col: (input, kernelSize, options) => F.unfold(input, kernelSize, options),
  col2im: (input, size, kernelSize, options) => F.fold(input, size, kernelSize, options),
  // The matrix as [row, column, weight], and how many rows it has.
  resample: (input, dim, rows: number, entries: readonly [number, number, number][]) => {
    const taps = Array.from({ length: rows }, (_, row) =>
      entries.filter(([each]) => each === row).map(([, place, weight]): Tap => [place, weight]),
    );
    return resample(input, dim, new LinearMap(taps, input.shape[dim]));
  },
};
