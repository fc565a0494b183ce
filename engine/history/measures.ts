/** Measurements that need more than one tensor or axis: natively, without ops, and without a trace in the program. */
import { allocate, apart, attribute, begin, input, result } from '../ops/command';
import { Category, float32 } from '../tensor/dtype';
import { native } from '../tensor/native';
import type { Tensor } from '../tensor/tensor';
import { type Health, healthOf, isWatchable } from './health';

/** What a detector can measure of tensors, beside what it is told. */
export interface Measures {
  /** Counts, sums and extremes; `outside` counts the elements ≤ low or ≥ high. */
  health(tensor: Tensor, low?: number, high?: number): Health;
  /** Whether a tensor can be read: it was not disposed, and has no more axes than commands take. */
  isReadable(tensor: Tensor): boolean;
  /** A copy, in float32 where it is narrower. The caller disposes it. */
  copy(tensor: Tensor): Tensor;
  /** ‖a - b‖ of tensors of one shape, of which `b` is a copy. */
  distance(a: Tensor, b: Tensor): number;
  /** The greatest element of each unit, which are told apart by `axis`. */
  unitMaxima(tensor: Tensor, axis: number): Float32Array | Float64Array;
}

function copyOf(tensor: Tensor): Tensor {
  const type = tensor.type.category === Category.FLOATING && tensor.type.bytes === 8 ? tensor.type : float32;
  return apart(() => {
    begin('detect', 'copy');
    allocate(type, tensor.shape);
    input(tensor);
    return result(type, tensor.shape);
  });
}

function distance(a: Tensor, b: Tensor): number {
  const wide = a.dtype === b.dtype ? null : copyOf(a);
  const difference = apart(() => {
    begin('detect', 'sub');
    allocate(b.type, b.shape);
    input(wide ?? a);
    input(b);
    return result(b.type, b.shape);
  });
  const { norm } = healthOf(difference);
  wide?.dispose();
  difference.dispose();
  return norm;
}

function unitMaxima(tensor: Tensor, axis: number): Float32Array | Float64Array {
  const wide = copyOf(tensor);
  const shape = tensor.shape.map((size, at) => (at === axis ? size : 1));
  const maxima = apart(() => {
    begin('detect', 'max');
    allocate(wide.type, shape);
    input(wide);
    attribute(shape.reduce((bits, _, at) => (at === axis ? bits : bits | (1 << at)), 0));
    return result(wide.type, shape);
  });
  const elements = wide.type.elements(native.read(maxima.place(), 0, tensor.shape[axis]));
  wide.dispose();
  maxima.dispose();
  return elements as Float32Array | Float64Array;
}

/** The measures of this thread's engine. */
export const measures: Measures = {
  health: healthOf,
  isReadable: isWatchable,
  copy: copyOf,
  distance,
  unitMaxima,
};
