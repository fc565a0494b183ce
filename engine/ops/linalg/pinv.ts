/** Pseudo-inverses, and what is told from singular values: least squares, rank, condition. */
import { float64 } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { maximum } from '../binary';
import { zeros } from '../creation';
import { dispatch } from '../dispatch';
import { define } from '../row';
import { where } from '../where';
import { eigh, eigvalsh } from './eigh';
import { batchOf, identity, requireMatrices, requireOneType } from './matrices';
import { type MatrixOrder, matrixNorm } from './norms';
import { inv } from './solve';
import { svd, svdvals } from './svd';

/** Which singular values count as 0. */
export interface ToleranceOptions {
  /** Singular values up to this count as 0. */
  readonly atol?: number;
  /** Likewise, times the largest one. Default: max(m, n) times the dtype's epsilon, or 0 where atol is more than 0. */
  readonly rtol?: number;
  /** The matrices are symmetric: eigenvalues, which are faster, serve. */
  readonly hermitian?: boolean;
}

type Tolerance = Required<ToleranceOptions>;

function toleranceOf(input: Tensor, { atol = 0, rtol, hermitian = false }: ToleranceOptions): Tolerance {
  const epsilon = input.type === float64 ? 2 ** -52 : 2 ** -23;
  return { atol, rtol: rtol ?? (atol > 0 ? 0 : epsilon * Math.max(...input.shape.slice(-2))), hermitian };
}

/** bool: which singular values count. */
function significant(values: Tensor, { atol, rtol }: Tolerance): Tensor {
  if (values.numel() === 0) return values.gt(0);
  return values.gt(maximum(values.amax(-1, true).mul(rtol), atol));
}

const pinvRow = define('linalg.pinv', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], tolerance: Tolerance) => {
    if (tolerance.hermitian) {
      const { eigenvalues, eigenvectors } = eigh(input);
      const inverses = where(significant(eigenvalues.abs(), tolerance), eigenvalues.reciprocal(), 0);
      return eigenvectors.mul(inverses.unsqueeze(-2)).matmul(eigenvectors.mT);
    }
    const { U, S, Vh } = svd(input, { fullMatrices: false });
    const inverses = where(significant(S, tolerance), S.reciprocal(), 0);
    return Vh.mT.mul(inverses.unsqueeze(-2)).matmul(U.mT);
  },
  gradient: {
    // Golub and Pereyra, 1973, where the rank stays the same.
    input: ({ grad, input, output }) => {
      const [rows, columns] = input.shape.slice(-2);
      const inverse = output;
      const left = identity(rows, input).sub(input.matmul(inverse));
      const right = identity(columns, input).sub(inverse.matmul(input));
      const through = inverse.mT.matmul(grad).matmul(inverse.mT).neg();
      const rest = left.matmul(grad.mT).matmul(inverse.matmul(inverse.mT));
      return through.add(rest).add(inverse.mT.matmul(inverse).matmul(grad.mT).matmul(right));
    },
  },
});

/** The Moore-Penrose inverse [..., n, m] of matrices [..., m, n] (torch.linalg.pinv). */
export function pinv(input: Tensor, options: ToleranceOptions = {}): Tensor {
  requireMatrices('linalg.pinv', input);
  return dispatch(pinvRow, [input], toleranceOf(input, options));
}

/** int64 [...]: how many singular values of matrices [..., m, n] count (torch.linalg.matrix_rank). */
export function matrixRank(input: Tensor, options: ToleranceOptions = {}): Tensor {
  requireMatrices('linalg.matrixRank', input);
  const given = input.detach();
  const values = options.hermitian ? eigvalsh(given).abs() : svdvals(given);
  return significant(values, toleranceOf(input, options)).sum(-1);
}

/**
 * The condition number ‖A‖ ‖A⁻¹‖ of matrices (torch.linalg.cond); of order 2, the default, and -2, of matrices that
 * need not be square, from the largest and the smallest singular value.
 */
export function cond(input: Tensor, order: MatrixOrder = 2): Tensor {
  requireMatrices('linalg.cond', input);
  if (order !== 2 && order !== -2) return matrixNorm(input, order).mul(matrixNorm(inv(input), order));
  const values = svdvals(input);
  if (input.numel() === 0) return zeros(batchOf(input), { dtype: input.dtype });
  const [largest, smallest] = [values.select(-1, 0), values.select(-1, -1)];
  return order === 2 ? largest.div(smallest) : smallest.div(largest);
}

/** What `linalg.lstsq` gives. */
export interface LeastSquares {
  /** [..., n, k] or [..., n]: of all that are best, the smallest. */
  readonly solution: Tensor;
  /** Of shape [..., k]: sums of the squared errors; empty where m ≤ n, or a matrix has not the rank n. */
  readonly residuals: Tensor;
  /** int64 [...] */
  readonly rank: Tensor;
  /** [..., min(m, n)], descending. */
  readonly singularValues: Tensor;
}

/**
 * X of the smallest ‖A X - B‖ for A [..., m, n] and B [..., m, k] or [..., m], by singular values
 * (torch.linalg.lstsq with the driver `gelsd`).
 */
export function lstsq(input: Tensor, other: Tensor, options: ToleranceOptions = {}): LeastSquares {
  requireMatrices('linalg.lstsq', input);
  requireOneType('linalg.lstsq', input, other);
  const isVector = other.ndim === 1 || sameShape(other.shape, input.shape.slice(0, -1));
  const right = isVector ? other.unsqueeze(-1) : other;
  const [rows, columns] = input.shape.slice(-2);
  if (right.shape[right.ndim - 2] !== rows) {
    fail(
      'linalg.lstsq',
      'the rows of B are not as many as those of A',
      `${shapeText(input.shape)} and ${shapeText(other.shape)}`,
      'B is [..., m, k] or [..., m] for A [..., m, n]',
    );
  }
  const solution = pinv(input, options).matmul(right);
  const rank = matrixRank(input, options);
  const known = rows > columns && Boolean(rank.eq(columns).all().item());
  const errors = () => input.matmul(solution).sub(right).square().sum(-2);
  return {
    solution: isVector ? solution.squeeze(-1) : solution,
    residuals: known ? errors() : zeros([0], { dtype: input.dtype }),
    rank,
    singularValues: svdvals(input.detach()),
  };
}
