/** What the decompositions share: what they ask of their operands, and parts of matrices. */
import { Category, float32, float64 } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import { broadcast, type Shape } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { arange, eye } from '../creation';
import { diagonal } from '../diagonal';
import { requireTensor } from '../dispatch';
import { where } from '../where';

/** Throws unless each is a float32 or float64 tensor of matrices in its last two axes. */
export function requireMatrices(op: string, ...tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    requireTensor(op, 'the matrix', tensor);
    requireDecimals(op, tensor);
    if (tensor.ndim < 2) {
      fail(op, 'the tensor is no matrix', shapeText(tensor.shape), 'give one of at least two axes');
    }
  }
}

/** Throws unless its elements are floats, of 16 bits too. */
export function requireFloats(op: string, tensor: Tensor): void {
  requireTensor(op, 'the matrix', tensor);
  if (tensor.type.category === Category.FLOATING) return;
  fail(op, `is not defined for ${tensor.dtype}`, tensor.dtype, 'convert it first with .float()');
}

/** Throws unless it is float32 or float64: decompositions need their accuracy. */
export function requireDecimals(op: string, tensor: Tensor): void {
  requireFloats(op, tensor);
  if (tensor.type === float32 || tensor.type === float64) return;
  const remedy = 'has too few digits: convert it with .float()';
  fail(op, `is not defined for ${tensor.dtype}`, tensor.dtype, remedy);
}

/** Likewise, and throws unless they are square. */
export function requireSquares(op: string, tensor: Tensor): void {
  requireMatrices(op, tensor);
  requireEqualSides(op, tensor);
}

/** Throws unless the last two axes are of one size. */
export function requireEqualSides(op: string, tensor: Tensor): void {
  if (tensor.ndim < 2) {
    fail(op, 'the tensor is no matrix', shapeText(tensor.shape), 'give one of at least two axes');
  }
  const [rows, columns] = tensor.shape.slice(-2);
  if (rows !== columns) {
    fail(op, 'the matrices are not square', shapeText(tensor.shape), 'give as many rows as columns');
  }
}

export function requireOneType(op: string, a: Tensor, b: Tensor): void {
  requireTensor(op, 'the right side', b);
  if (a.type === b.type) return;
  fail(op, 'the dtypes differ', `${a.dtype} and ${b.dtype}`, 'convert one of them with .to(dtype)');
}

/** Both with the same batch axes, as views. */
export function sameBatches(op: string, a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  const batch = broadcast(op, batchOf(a), batchOf(b));
  return [a.expand([...batch, ...a.shape.slice(-2)]), b.expand([...batch, ...b.shape.slice(-2)])];
}

/** The axes before a matrix. */
export function batchOf(tensor: Tensor): Shape {
  return tensor.shape.slice(0, -2);
}

/** The identity in the dtype of `like`. */
export function identity(size: number, like: Tensor): Tensor {
  return eye(size, size, { dtype: like.dtype });
}

/** bool [rows, columns]: where the diagonal is. */
function isDiagonal(rows: number, columns: number): Tensor {
  return arange(rows).unsqueeze(1).eq(arange(columns));
}

/** [..., n, m] to its diagonal [..., min(n, m)], a view. */
export function diagonalOf(matrix: Tensor): Tensor {
  return diagonal(matrix, 0, -2, -1);
}

/** [..., n] to matrices [..., n, n] with it on their diagonals, and 0 or what `rest` has beside. */
export function withDiagonal(diagonal: Tensor | number, rest: Tensor | number, size: number): Tensor {
  const values = diagonal instanceof Tensor ? diagonal.unsqueeze(-1) : diagonal;
  return where(isDiagonal(size, size), values, rest);
}

/** The symmetric half of a square matrix. */
export function symmetric(matrix: Tensor): Tensor {
  return matrix.add(matrix.mT).mul(0.5);
}
