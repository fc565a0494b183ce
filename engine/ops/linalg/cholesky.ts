/** Cholesky decomposition, and what it solves. */
import type { Tensor } from '../../tensor/tensor';
import { allocate, begin, input as inputOf, result } from '../command';
import { dispatch, NONE } from '../dispatch';
import { define } from '../row';
import {
  diagonalOf,
  identity,
  requireMatrices,
  requireOneType,
  requireSquares,
  symmetric,
  withDiagonal,
} from './matrices';
import { solveTriangular } from './solve';

const choleskyRow = define('linalg.cholesky', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor]) => {
    begin('linalg.cholesky', 'cholesky');
    allocate(input.type, input.shape);
    inputOf(input);
    return result(input.type, input.shape);
  },
  gradient: {
    // Murray, Differentiation of the Cholesky decomposition, 2016: L⁻ᵀ Φ(Lᵀ dL) L⁻¹, where Φ halves the diagonal.
    input: ({ grad, output }) => {
      const lower = output.mT.matmul(grad).tril();
      const size = output.shape[output.ndim - 1];
      const inner = withDiagonal(diagonalOf(lower).mul(0.5), lower, size);
      const left = solveTriangular(output.mT, inner, { upper: true });
      return symmetric(solveTriangular(output, left, { upper: false, left: false }));
    },
  },
});

/** Options of `linalg.cholesky`. */
export interface CholeskyOptions {
  /** Give U of A = Uᵀ U, and read the upper triangle. */
  readonly upper?: boolean;
}

/**
 * L of A = L Lᵀ for symmetric positive-definite A [..., n, n], of which the lower triangle is read
 * (torch.linalg.cholesky). Throws where a matrix is not positive-definite, with the order of the leading minor.
 */
export function cholesky(input: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  requireSquares('linalg.cholesky', input);
  if (upper) return dispatch(choleskyRow, [input.mT], NONE).mT;
  return dispatch(choleskyRow, [input], NONE);
}

/** X of A X = B [..., n, k], from the factor L of A = L Lᵀ, or U of A = Uᵀ U (torch.cholesky_solve). */
export function choleskySolve(
  input: Tensor,
  factor: Tensor,
  { upper = false }: CholeskyOptions = {},
): Tensor {
  requireMatrices('choleskySolve', input);
  requireSquares('choleskySolve', factor);
  requireOneType('choleskySolve', input, factor);
  const lower = upper ? factor.mT : factor;
  const inner = solveTriangular(lower, input, { upper: false });
  return solveTriangular(lower.mT, inner, { upper: true });
}

/** The inverse of A from its factor L of A = L Lᵀ, or U of A = Uᵀ U (torch.cholesky_inverse). */
export function choleskyInverse(input: Tensor, options: CholeskyOptions = {}): Tensor {
  requireSquares('choleskyInverse', input);
  const one = identity(input.shape[input.ndim - 1], input).expand(input.shape);
  return choleskySolve(one, input, options);
}
