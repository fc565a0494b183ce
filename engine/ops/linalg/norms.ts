/** Norms of vectors and matrices. */
import { fail, shapeText } from '../../tensor/errors';
import { axisOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { type Dims, type Keep, keepOf } from '../reduce';
import { norm as normOverAxes } from '../statistics';
import { requireFloats } from './matrices';
import { svdvals } from './svd';

/** Frobenius, nuclear, of sums of rows (Infinity) or columns (1), of singular values (2), or the least of those. */
export type MatrixOrder = 'fro' | 'nuc' | 1 | -1 | 2 | -2 | number;

/** (Σ |x|ᵖ)^(1/p) over axes, or over all; p can be infinite, or 0, which counts (torch.linalg.vector_norm). */
export function vectorNorm(input: Tensor, order = 2, dim?: Dims, keep?: Keep): Tensor {
  requireFloats('linalg.vectorNorm', input);
  return normOverAxes(input, order, dim, keep);
}

/** A norm of the matrices in two axes, by default the last ones (torch.linalg.matrix_norm). */
export function matrixNorm(
  input: Tensor,
  order: MatrixOrder = 'fro',
  dim: readonly [number, number] = [-2, -1],
  keep?: Keep,
): Tensor {
  const op = 'linalg.matrixNorm';
  requireFloats(op, input);
  if (input.ndim < 2) {
    fail(op, 'the tensor is no matrix', shapeText(input.shape), 'give one of at least two axes');
  }
  const [rows, columns] = dim.map((each) => axisOf(op, each, input.ndim));
  if (rows === columns) fail(op, 'an axis comes twice', shapeText(dim), 'name two axes');
  const { keepdim = false } = keepOf(keep);
  if (order === 'fro') return normOverAxes(input, 2, [rows, columns], keepdim);
  let result: Tensor;
  if (order === 'nuc' || order === 2 || order === -2) {
    const others = input.shape.map((_, axis) => axis).filter((axis) => axis !== rows && axis !== columns);
    const values = svdvals(input.permute([...others, rows, columns]));
    result = order === 'nuc' ? values.sum(-1) : order === 2 ? values.amax(-1) : values.amin(-1);
    if (!keepdim) return result;
    for (const axis of [rows, columns].sort((a, b) => a - b)) result = result.unsqueeze(axis);
    return result;
  }
  const [summed, chosen] = Math.abs(order) === 1 ? [rows, columns] : [columns, rows];
  if (![1, Infinity].includes(Math.abs(order))) {
    fail(op, 'there is no such norm', String(order), 'one of fro, nuc, 1, -1, 2, -2, Infinity, -Infinity');
  }
  const sums = input.abs().sum(summed, true);
  result = order > 0 ? sums.amax(chosen, true) : sums.amin(chosen, true);
  if (keepdim) return result;
  for (const axis of [rows, columns].sort((a, b) => b - a)) result = result.squeeze(axis);
  return result;
}

/**
 * A norm: of all elements as a vector where nothing is said, of vectors where `dim` is one axis, of matrices where
 * it is two, or where there are two axes and an order is given (torch.linalg.norm).
 */
export function norm(
  input: Tensor,
  order: MatrixOrder | null = null,
  dim: number | readonly number[] | null = null,
  keep?: Keep,
): Tensor {
  requireFloats('linalg.norm', input);
  const axes = dim === null ? null : [dim].flat();
  if (order === null) return vectorNorm(input, 2, axes, keep);
  if (axes?.length === 2) return matrixNorm(input, order, axes as [number, number], keep);
  if (axes === null && input.ndim === 2) return matrixNorm(input, order, [0, 1], keep);
  if (typeof order === 'string' || (axes === null && input.ndim > 2)) {
    const what = typeof order === 'string' ? 'is a norm of matrices' : 'could be of vectors or of matrices';
    fail('linalg.norm', `the order ${order} ${what}`, shapeText(input.shape), 'name two axes with dim');
  }
  return vectorNorm(input, order, axes, keep);
}
