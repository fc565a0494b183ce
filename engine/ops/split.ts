/** Tensors taken apart along an axis; all parts are views. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { methods } from './methods';
import { requireParts, slice } from './slice';

/**
 * Parts along an axis: so many of nearly equal size, the first ones larger by one, or cut before the given indices
 * (torch.tensor_split).
 */
export function tensorSplit(input: Tensor, at: number | readonly number[], dim = 0): Tensor[] {
  return cut('tensorSplit', input, at, axisOf('tensorSplit', dim, input.ndim));
}

function cut(op: string, input: Tensor, at: number | readonly number[], axis: number): Tensor[] {
  if (input.ndim === 0) fail(op, 'a tensor without axes has no parts', '[]', 'reshape it to [1]');
  const size = input.shape[axis];
  let starts: readonly number[];
  if (typeof at === 'number') {
    requireParts(op, input, at);
    const small = Math.floor(size / at);
    starts = Array.from({ length: at }, (_, part) => part * small + Math.min(part, size % at));
  } else {
    starts = [0, ...at];
  }
  return starts.map((start, part) => slice(input, axis, start, starts[part + 1] ?? size));
}

/** As {@link tensorSplit}, where a number of parts has to divide the axis. */
function cutEvenly(op: string, input: Tensor, at: number | readonly number[], axis: number): Tensor[] {
  const size = input.shape[axis];
  if (typeof at === 'number' && at > 0 && size % at !== 0) {
    const text = `${size} elements of axis ${axis} in ${at} parts`;
    fail(op, 'the parts are not equal', text, 'use tensorSplit()');
  }
  return cut(op, input, at, axis);
}

function requireAxes(op: string, input: Tensor, count: number): void {
  if (input.ndim >= count) return;
  fail(op, `the tensor has fewer than ${count} axes`, shapeText(input.shape), 'use tensorSplit()');
}

/** Parts of columns: along axis 1, of a vector along axis 0 (torch.hsplit). */
export function hsplit(input: Tensor, at: number | readonly number[]): Tensor[] {
  requireAxes('hsplit', input, 1);
  return cutEvenly('hsplit', input, at, input.ndim === 1 ? 0 : 1);
}

/** Parts of rows: along axis 0 (torch.vsplit). */
export function vsplit(input: Tensor, at: number | readonly number[]): Tensor[] {
  requireAxes('vsplit', input, 2);
  return cutEvenly('vsplit', input, at, 0);
}

/** Parts along axis 2 (torch.dsplit). */
export function dsplit(input: Tensor, at: number | readonly number[]): Tensor[] {
  requireAxes('dsplit', input, 3);
  return cutEvenly('dsplit', input, at, 2);
}

methods({ tensorSplit, hsplit, vsplit, dsplit });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Parts along an axis: so many of nearly equal size, or cut before the given indices; views. */
    tensorSplit(at: number | readonly number[], dim?: number): Tensor[];
    /** Parts of columns; views. */
    hsplit(at: number | readonly number[]): Tensor[];
    /** Parts of rows; views. */
    vsplit(at: number | readonly number[]): Tensor[];
    /** Parts along axis 2; views. */
    dsplit(at: number | readonly number[]): Tensor[];
  }
}
