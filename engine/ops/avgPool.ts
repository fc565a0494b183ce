/** Means of windows. */
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { dispatch } from './dispatch';
import { LinearMap, separable } from './resample';
import { type Windows, windowCounts } from './windows';

/** How windows are averaged. */
export interface Averages extends Windows {
  /** Whether the zeros around the input count among the elements of a window. */
  readonly countIncludePad: boolean;
  /** What the sum of a window is divided by, instead of the number of its elements. */
  readonly divisorOverride: number | null;
}

const avgPoolRow = separable<Averages>('avgPool');
const adaptiveAvgPoolRow = separable<{ readonly outputSize: Shape }>('adaptiveAvgPool');

/** [N, C, …] to the means of windows of its spatial axes. */
export function avgPool(op: string, input: Tensor, averages: Averages): Tensor {
  const { kernelSize, stride, padding, countIncludePad, divisorOverride } = averages;
  const maps = windowCounts(op, input, averages).map((count, axis) => {
    const size = input.shape[2 + axis];
    const rows = Array.from({ length: count }, (_, window) => {
      const start = window * stride[axis] - padding[axis];
      const paddedEnd = Math.min(start + kernelSize[axis], size + padding[axis]);
      const first = Math.max(start, 0);
      const end = Math.min(paddedEnd, size);
      const counted = countIncludePad ? paddedEnd - start : end - first;
      const divisor = divisorOverride === null ? counted : axis === 0 ? divisorOverride : 1;
      return range(first, end).map((place) => [place, 1 / divisor] as const);
    });
    return new LinearMap(rows, size);
  });
  return dispatch(avgPoolRow, [input], { ...averages, maps });
}

/** Integers from `first` to before `end`. */
function range(first: number, end: number): number[] {
  return Array.from({ length: Math.max(end - first, 0) }, (_, k) => first + k);
}

/** Means of so many windows, as equal as the sizes allow, which cover the axis. */
export function coveringMap(size: number, windows: number): LinearMap {
  const rows = Array.from({ length: windows }, (_, window) => {
    const first = Math.floor((window * size) / windows);
    const end = Math.ceil(((window + 1) * size) / windows);
    return range(first, end).map((place) => [place, 1 / (end - first)] as const);
  });
  return new LinearMap(rows, size);
}

/** [N, C, …] to [N, C, …outputSize], each element the mean of a window. */
export function adaptiveAvgPool(input: Tensor, outputSize: Shape): Tensor {
  const maps = outputSize.map((windows, axis) => coveringMap(input.shape[2 + axis], windows));
  return dispatch(adaptiveAvgPoolRow, [input], { outputSize, maps });
}
