/** Systems of linear equations. */
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from '../command';
import { dispatch, NONE } from '../dispatch';
import { define } from '../row';
import { identity, requireMatrices, requireOneType, requireSquares, sameBatches } from './matrices';

type Two = readonly [Tensor, Tensor];

function computeSolve(op: string, matrix: Tensor, right: Tensor): Tensor {
  begin(op, 'solve');
  allocate(right.type, right.shape);
  inputOf(matrix);
  inputOf(right);
  return result(right.type, right.shape);
}

const solveRow = define('linalg.solve', {
  operands: ['matrix', 'right'],
  forward: ([matrix, right]: Two) => computeSolve('linalg.solve', matrix, right),
  gradient: {
    matrix: ({ grad, matrix, output }) => solveMatrices(matrix.mT, grad).matmul(output.mT).neg(),
    right: ({ grad, matrix }) => solveMatrices(matrix.mT, grad),
  },
});

function solveMatrices(matrix: Tensor, right: Tensor): Tensor {
  return dispatch(solveRow, [matrix, right], NONE);
}

/** Options of `linalg.solve`. */
export interface SolveOptions {
  /** Solve A X = B; false: X A = B. */
  readonly left?: boolean;
}

/**
 * X of A X = B, for square matrices A [..., n, n] and B [..., n, k] or vectors B [..., n]; batches are broadcast
 * (torch.linalg.solve). B is vectors where it has one axis, or the shape of A without its last one. Throws where a
 * matrix is singular.
 */
export function solve(input: Tensor, other: Tensor, { left = true }: SolveOptions = {}): Tensor {
  requireSquares('linalg.solve', input);
  requireOneType('linalg.solve', input, other);
  const isVector = other.ndim === 1 || sameShape(other.shape, input.shape.slice(0, -1));
  const right = isVector ? other.unsqueeze(-1) : other;
  const size = right.shape[right.ndim - (left || isVector ? 2 : 1)];
  if (size !== input.shape.at(-1)) {
    fail(
      'linalg.solve',
      left ? 'the rows of B are not as many as those of A' : 'the columns of B are not as many as those of A',
      `${shapeText(input.shape)} and ${shapeText(other.shape)}`,
      'B is [..., n, k] or [..., n] for A [..., n, n]',
    );
  }
  if (left) {
    const solution = solveMatrices(...sameBatches('linalg.solve', input, right));
    return isVector ? solution.squeeze(-1) : solution;
  }
  const [matrix, transposed] = sameBatches('linalg.solve', input.mT, isVector ? right : right.mT);
  const solution = solveMatrices(matrix, transposed);
  return isVector ? solution.squeeze(-1) : solution.mT;
}

const invRow = define('linalg.inv', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor]) => {
    const one = identity(input.shape[input.ndim - 1], input).expand(input.shape);
    return computeSolve('linalg.inv', input, one);
  },
  gradient: { input: ({ grad, output }) => output.mT.matmul(grad).matmul(output.mT).neg() },
});

/** The inverse of square matrices [..., n, n] (torch.linalg.inv). Throws where one is singular. */
export function inv(input: Tensor): Tensor {
  requireSquares('linalg.inv', input);
  return dispatch(invRow, [input], NONE);
}

/** Options of `linalg.solveTriangular`. */
export interface TriangularOptions {
  /** Whether A is upper triangular; what lies in its other triangle is not read. */
  readonly upper: boolean;
  /** Solve A X = B; false: X A = B. */
  readonly left?: boolean;
  /** The diagonal is taken for ones and is not read. */
  readonly unitriangular?: boolean;
}

interface Triangle {
  readonly upper: boolean;
  readonly unitriangular: boolean;
}

const triangularRow = define('linalg.solveTriangular', {
  operands: ['matrix', 'right'],
  forward: ([matrix, right]: Two, { upper, unitriangular }: Triangle) => {
    begin('linalg.solveTriangular', 'solveTriangular');
    allocate(right.type, right.shape);
    inputOf(matrix);
    inputOf(right);
    attribute(Number(upper));
    attribute(Number(unitriangular));
    return result(right.type, right.shape);
  },
  gradient: {
    matrix: ({ grad, matrix, output, upper, unitriangular }) => {
      const right = dispatch(triangularRow, [matrix.mT, grad], { upper: !upper, unitriangular }) as Tensor;
      const whole = right.matmul(output.mT).neg();
      const first = Number(unitriangular);
      return upper ? whole.triu(first) : whole.tril(-first);
    },
    right: ({ grad, matrix, upper, unitriangular }): Tensor =>
      dispatch(triangularRow, [matrix.mT, grad], { upper: !upper, unitriangular }),
  },
});

/**
 * X of A X = B for triangular A [..., n, n] and B [..., n, k]; batches are broadcast (torch.linalg.solve_triangular).
 * A zero on the diagonal gives infinities.
 */
export function solveTriangular(input: Tensor, other: Tensor, options: TriangularOptions): Tensor {
  const op = 'linalg.solveTriangular';
  const { upper, left = true, unitriangular = false } = options ?? {};
  if (typeof upper !== 'boolean') {
    fail(
      op,
      'it is not said which triangle to read',
      `upper: ${upper}`,
      'give { upper: true } or { upper: false }',
    );
  }
  requireSquares(op, input);
  requireMatrices(op, other);
  requireOneType(op, input, other);
  if (other.shape[other.ndim - (left ? 2 : 1)] !== input.shape.at(-1)) {
    fail(
      op,
      left ? 'the rows of B are not as many as those of A' : 'the columns of B are not as many as those of A',
      `${shapeText(input.shape)} and ${shapeText(other.shape)}`,
      'B is [..., n, k] for A [..., n, n]',
    );
  }
  if (left) return dispatch(triangularRow, sameBatches(op, input, other), { upper, unitriangular });
  const transposed = sameBatches(op, input.mT, other.mT);
  return dispatch(triangularRow, transposed, { upper: !upper, unitriangular }).mT;
}
