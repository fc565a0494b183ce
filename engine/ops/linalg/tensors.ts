/** Tensors as matrices of several axes a side, and other parts of torch.linalg that are made of ops. */
import { fail, shapeText } from '../../tensor/errors';
import { axisOf, elements } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { arange } from '../creation';
import { requireTensor } from '../dispatch';
import { inv, solve } from './solve';

/** The diagonals of the matrices in two axes, by default the last ones, as a last axis; a view (torch.linalg.diagonal). */
export function diagonal(input: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
  requireTensor('linalg.diagonal', 'the tensor', input);
  return input.diagonal(offset, dim1, dim2);
}

/** The powers 0 to N - 1 of x [..., n], N = n by default: [..., n, N] (torch.linalg.vander). */
export function vander(x: Tensor, N: number | null = null): Tensor {
  requireTensor('linalg.vander', 'the tensor', x);
  const given = x.ndim === 0 ? x.unsqueeze(0) : x;
  return given.unsqueeze(-1).pow(arange(N ?? given.shape[given.ndim - 1]));
}

/** The inverse of a tensor as a matrix of its first `ind` axes by the others (torch.linalg.tensorinv). */
export function tensorinv(input: Tensor, ind = 2): Tensor {
  requireTensor('linalg.tensorinv', 'the tensor', input);
  const [rows, columns] = [input.shape.slice(0, ind), input.shape.slice(ind)];
  if (!(ind > 0) || elements(rows) !== elements(columns)) {
    const values = `${shapeText(rows)} by ${shapeText(columns)}`;
    fail('linalg.tensorinv', 'the axes make no square', values, 'both sides need as many elements');
  }
  return inv(input.reshape([elements(rows), elements(columns)])).reshape([...columns, ...rows]);
}

/**
 * X of tensordot(A, X, X.ndim) = B (torch.linalg.tensorsolve). The axes `dims` of A are moved behind the others first.
 */
export function tensorsolve(input: Tensor, other: Tensor, dims: readonly number[] = []): Tensor {
  requireTensor('linalg.tensorsolve', 'the first operand', input);
  requireTensor('linalg.tensorsolve', 'the second operand', other);
  const moved = dims.map((dim) => axisOf('linalg.tensorsolve', dim, input.ndim));
  const stay = input.shape.map((_, axis) => axis).filter((axis) => !moved.includes(axis));
  const ordered = input.permute([...stay, ...moved]);
  const shape = ordered.shape.slice(other.ndim);
  const size = other.numel();
  if (elements(shape) !== size) {
    const values = `${shapeText(input.shape)} and ${shapeText(other.shape)}`;
    fail('linalg.tensorsolve', 'the axes make no square', values, 'A needs as many elements a side as B has');
  }
  return solve(ordered.reshape([size, size]), other.reshape([size])).reshape(shape);
}
