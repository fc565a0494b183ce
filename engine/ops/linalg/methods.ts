/** Linear algebra under the names that it has in torch itself, as functions and as methods of `Tensor`. */
import type { Tensor } from '../../tensor/tensor';
import { methods } from '../methods';
import { type CholeskyOptions, cholesky, choleskyInverse, choleskySolve } from './cholesky';
import { det, logdet, type SignAndLog, slogdet } from './determinant';
import { luSolve as solveFactored } from './lu';
import { requireMatrices } from './matrices';
import { pinv, type ToleranceOptions } from './pinv';
import { matrixExp, matrixPower } from './powers';
import { type QR, qr } from './qr';
import { inv, solveTriangular } from './solve';
import { type SVD, svd as wholeSvd } from './svd';

/** The inverse of square matrices [..., n, n] (torch.inverse). */
export function inverse(input: Tensor): Tensor {
  return inv(input);
}

/** The Moore-Penrose inverse of matrices [..., m, n] (torch.pinverse). */
export function pinverse(input: Tensor, options?: ToleranceOptions): Tensor {
  return pinv(input, options);
}

/** U, S and V, not its transpose, of A = U diag(S) Vᵀ; reduced (torch.svd). `linalg.svd` gives Vh. */
export function svd(
  input: Tensor,
  some = true,
): {
  /** Left singular vectors, one a column. */
  readonly U: Tensor;
  /** Singular values, the largest first. */
  readonly S: Tensor;
  /** Right singular vectors, one a column. */
  readonly V: Tensor;
} {
  const { U, S, Vh }: SVD = wholeSvd(input, { fullMatrices: !some });
  return { U, S, V: Vh.mT };
}

/** X of A X = B from `linalg.luFactor` of A (torch.lu_solve, whose first operand is B). */
export function luSolve(input: Tensor, LU: Tensor, pivots: Tensor): Tensor {
  return solveFactored(LU, pivots, input);
}

/** Which triangular system `triangularSolve` solves. */
export interface TriangularSolveOptions {
  /** Default true, as in PyTorch. */
  readonly upper?: boolean;
  /** Solve Aᵀ X = B. */
  readonly transpose?: boolean;
  /** The diagonal counts as ones. */
  readonly unitriangular?: boolean;
}

/** X of A X = B for triangular A (torch.triangular_solve, whose first operand is B as well). */
export function triangularSolve(
  input: Tensor,
  matrix: Tensor,
  { upper = true, transpose = false, unitriangular = false }: TriangularSolveOptions = {},
): Tensor {
  requireMatrices('triangularSolve', matrix);
  const seen = transpose ? matrix.mT : matrix;
  return solveTriangular(seen, input, { upper: upper !== transpose, unitriangular });
}

methods({ inverse, pinverse, svd, det, logdet, slogdet, cholesky, choleskySolve, choleskyInverse });
methods({ qr, matrixPower, matrixExp, triangularSolve, luSolve });

declare module '../../tensor/tensor' {
  interface Tensor {
    /** The inverse of square matrices [..., n, n]. */
    inverse(): Tensor;
    /** The Moore-Penrose inverse of matrices [..., m, n]. */
    pinverse(options?: ToleranceOptions): Tensor;
    /** U, S and V of A = U diag(S) Vᵀ. */
    svd(some?: boolean): {
      /** Left singular vectors, one a column. */
      readonly U: Tensor;
      /** Singular values, the largest first. */
      readonly S: Tensor;
      /** Right singular vectors, one a column. */
      readonly V: Tensor;
    };
    /** The determinants of square matrices. */
    det(): Tensor;
    /** The logarithms of the determinants. */
    logdet(): Tensor;
    /** Signs and logarithms of the determinants. */
    slogdet(): SignAndLog;
    /** L of A = L Lᵀ, of symmetric positive-definite matrices. */
    cholesky(options?: CholeskyOptions): Tensor;
    /** X of A X = this, from the factor of A. */
    choleskySolve(factor: Tensor, options?: CholeskyOptions): Tensor;
    /** The inverse of A, of which this is the factor. */
    choleskyInverse(options?: CholeskyOptions): Tensor;
    /** X of A X = this, from `linalg.luFactor` of A. */
    luSolve(LU: Tensor, pivots: Tensor): Tensor;
    /** The QR decomposition. */
    qr(mode?: 'reduced' | 'complete' | 'r'): QR;
    /** Powers of square matrices. */
    matrixPower(exponent: number): Tensor;
    /** The exponentials of square matrices. */
    matrixExp(): Tensor;
    /** X of A X = this, for a triangular A. */
    triangularSolve(matrix: Tensor, options?: TriangularSolveOptions): Tensor;
  }
}
