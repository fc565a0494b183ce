import { F, type Tensor } from 'backstep';
import { LinearMap, resample, type Tap } from '../../../../engine/ops/resample';
import type { Call, Samples } from './call';

/** A function of F by the number of spatial axes, which its name ends with. */
const ofAxes =
  (name: string): Call =>
  (axes: number, ...args) => {
    const result = (F as unknown as Record<string, Call>)[`${name}${axes}d`](...args);
    return 'values' in result ? [result.values as Tensor, result.indices as Tensor] : result;
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
