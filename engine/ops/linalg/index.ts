/** Linear algebra, as torch.linalg: matrices are the last two axes of a tensor, any axes before them are batches. */
import type { Tensor } from '../../tensor/tensor';
import { cross as crossAlong } from '../products';

export { matmul } from '../matmul';
export { vecdot } from '../products';
export { type CholeskyOptions, cholesky } from './cholesky';
export { det, type SignAndLog, slogdet } from './determinant';
export { type Eigen, eigh, eigvalsh, type Triangle } from './eigh';
export { type LUFactors, type LUParts, lu, luFactor, luSolve } from './lu';
export { type MatrixOrder, matrixNorm, norm, vectorNorm } from './norms';
export { cond, type LeastSquares, lstsq, matrixRank, pinv, type ToleranceOptions } from './pinv';
export { householderProduct, matrixExp, matrixPower, multiDot } from './powers';
export { type QR, type QRMode, qr } from './qr';
export { inv, type SolveOptions, solve, solveTriangular, type TriangularOptions } from './solve';
export { type SVD, type SVDOptions, svd, svdvals } from './svd';
export { diagonal, tensorinv, tensorsolve, vander } from './tensors';

/** The cross product of vectors of 3 along an axis, by default the last one (torch.linalg.cross). */
export function cross(input: Tensor, other: Tensor, dim = -1): Tensor {
  return crossAlong(input, other, dim);
}
