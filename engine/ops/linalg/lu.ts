/** LU decomposition with partial pivoting. */
import { int32 } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import { elements, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { allocate, begin, execute, input as inputOf, taken } from '../command';
import { arange, eye } from '../creation';
import { tensor } from '../data';
import { dispatch, NONE, requireTensor } from '../dispatch';
import { cat } from '../join';
import { define } from '../row';
import { batchOf, diagonalOf, identity, requireMatrices, requireOneType, requireSquares } from './matrices';
import { solveTriangular } from './solve';

/** The factors in one matrix [..., m, n], and int32 pivots [..., min(m, n)], counted from 1. */
export function computeLU(op: string, input: Tensor): readonly [Tensor, Tensor] {
  const size = Math.min(...input.shape.slice(-2));
  const shape = [...batchOf(input), size];
  begin(op, 'lu');
  allocate(input.type, input.shape);
  allocate(int32, shape);
  inputOf(input);
  execute();
  return [taken(0, input.type, input.shape), taken(1, int32, shape)];
}

const factorRow = define('linalg.luFactor', {
  operands: ['input'],
  outputs: ['LU', 'pivots'],
  forward: ([input]: readonly [Tensor]) => computeLU('linalg.luFactor', input),
  gradient: {
    input: ({ grads, outputs }) => {
      const [grad] = grads;
      const [packed, pivots] = outputs;
      if (grad === null) return null;
      const rows = packed.shape[packed.ndim - 2];
      return permutation(pivots, rows, packed).matmul(permutedGradient(grad, packed));
    },
  },
});

/**
 * The gradient by L U of A = P L U, with `grad` and `packed` holding L below the diagonal and U above. From
 * M = L⁻¹ dA U⁻¹ of the square part: dL = L tril(M, -1), dU = triu(M) U, and what follows for the other rows or columns.
 */
function permutedGradient(grad: Tensor, packed: Tensor): Tensor {
  const [rows, columns] = packed.shape.slice(-2);
  const size = Math.min(rows, columns);
  const square = packed.narrow(-2, 0, size).narrow(-1, 0, size);
  const lower = square.tril(-1).add(identity(size, packed));
  const upper = square.triu();
  const squareGrad = grad.narrow(-2, 0, size).narrow(-1, 0, size);
  let below = lower.mT.matmul(squareGrad.tril(-1));
  let above = squareGrad.triu().matmul(upper.mT);
  const rest = Math.abs(rows - columns);
  const wide = columns > rows;
  const beside = wide ? packed.narrow(-1, size, rest) : packed.narrow(-2, size, rest);
  const besideGrad = wide ? grad.narrow(-1, size, rest) : grad.narrow(-2, size, rest);
  if (wide) below = below.sub(besideGrad.matmul(beside.mT));
  else if (rest > 0) above = above.sub(beside.mT.matmul(besideGrad));
  const throughLower = (right: Tensor) =>
    solveTriangular(lower.mT, right, { upper: true, unitriangular: true });
  const throughUpper = (right: Tensor) => solveTriangular(upper.mT, right, { upper: false, left: false });
  const inner = throughUpper(throughLower(below.tril(-1).add(above.triu())));
  if (rest === 0) return inner;
  if (wide) return cat([inner, throughLower(besideGrad)], -1);
  return cat([inner, throughUpper(besideGrad)], -2);
}

/** P of A = P L U, in the dtype of `like`, from pivots counted from 1. */
function permutation(pivots: Tensor, rows: number, like: Tensor): Tensor {
  const exchanged = pivots.data() as Int32Array;
  const batch = pivots.shape.slice(0, -1);
  const [size] = pivots.shape.slice(-1);
  const order: number[] = [];
  for (let start = 0; order.length < elements(batch) * rows; start += size) {
    const own = Array.from({ length: rows }, (_, row) => row);
    for (let step = 0; step < size; step++) {
      const other = exchanged[start + step] - 1;
      [own[step], own[other]] = [own[other], own[step]];
    }
    for (const row of own) order.push(row);
  }
  const places = tensor(order, { dtype: 'int64' }).reshape([...batch, rows, 1]);
  return places.eq(arange(rows)).mT.to(like.dtype);
}

/** Throws unless they are pivots of `factors`: rows from 1. */
function requirePivots(op: string, factors: Tensor, pivots: Tensor): void {
  requireTensor(op, 'the pivots', pivots);
  const [rows, columns] = factors.shape.slice(-2);
  const shape = [...batchOf(factors), Math.min(rows, columns)];
  if (pivots.type !== int32 || !sameShape(pivots.shape, shape)) {
    const found = `${pivots.dtype} ${shapeText(pivots.shape)}`;
    fail(op, 'the pivots do not fit', found, `give those of linalg.luFactor(): int32 ${shapeText(shape)}`);
  }
  if (!pivots.ge(1).logicalAnd(pivots.le(rows)).all().item()) {
    fail(op, `a pivot is no row from 1 to ${rows}`, `${pivots}`, 'give those of linalg.luFactor()');
  }
}

/** The LU decomposition in one matrix. */
export interface LUFactors {
  /** Of shape [..., m, n]: L below the diagonal, whose own diagonal is 1, and U from the diagonal on. */
  readonly LU: Tensor;
  /** int32 [..., min(m, n)]: row k was exchanged with row pivots[k] - 1. */
  readonly pivots: Tensor;
}

/**
 * The LU decomposition with partial pivoting of matrices [..., m, n], as {@link luSolve} takes it
 * (torch.linalg.lu_factor). Throws where a square matrix is singular: `lu` does not.
 */
export function luFactor(input: Tensor): LUFactors {
  requireMatrices('linalg.luFactor', input);
  const [LU, pivots] = dispatch(factorRow, [input], NONE);
  const [rows, columns] = input.shape.slice(-2);
  if (rows === columns && diagonalOf(LU.detach()).eq(0).any().item()) {
    fail(
      'linalg.luFactor',
      'the matrix is singular: U has a zero on its diagonal, and luSolve would divide by it',
      shapeText(input.shape),
      'use linalg.lu(), or linalg.lstsq() to solve',
    );
  }
  return { LU, pivots };
}

/** A = P L U. */
export interface LUParts {
  /** [..., m, m], a permutation. */
  readonly P: Tensor;
  /** [..., m, k], lower triangular with ones on its diagonal; k = min(m, n). */
  readonly L: Tensor;
  /** [..., k, n], upper triangular. */
  readonly U: Tensor;
}

/** The three factors of {@link luFactor}'s result (torch.lu_unpack). */
export function luUnpack(LU: Tensor, pivots: Tensor): LUParts {
  requireMatrices('luUnpack', LU);
  requirePivots('luUnpack', LU, pivots);
  const [rows, columns] = LU.shape.slice(-2);
  const size = Math.min(rows, columns);
  const one = eye(rows, size, { dtype: LU.dtype });
  return {
    P: permutation(pivots, rows, LU),
    L: LU.narrow(-1, 0, size).tril(-1).add(one),
    U: LU.narrow(-2, 0, size).triu(),
  };
}

/** The LU decomposition with partial pivoting of matrices [..., m, n], singular ones too (torch.linalg.lu). */
export function lu(input: Tensor): LUParts {
  requireMatrices('linalg.lu', input);
  const [LU, pivots] = dispatch(factorRow, [input], NONE);
  return luUnpack(LU, pivots);
}

/** X of A X = B from {@link luFactor}'s A [..., n, n], and B [..., n, k] (torch.linalg.lu_solve). */
export function luSolve(LU: Tensor, pivots: Tensor, other: Tensor): Tensor {
  requireSquares('linalg.luSolve', LU);
  requireMatrices('linalg.luSolve', other);
  requireOneType('linalg.luSolve', LU, other);
  requirePivots('linalg.luSolve', LU, pivots);
  const ordered = permutation(pivots, LU.shape[LU.ndim - 1], LU).mT.matmul(other);
  const inner = solveTriangular(LU, ordered, { upper: false, unitriangular: true });
  return solveTriangular(LU, inner, { upper: true });
}
