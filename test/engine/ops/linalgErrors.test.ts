import { eye, linalg, luUnpack, OpError, ones, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);
const z = zeros([2, 2]);

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [
    () => linalg.solveTriangular(eye(2), eye(2), undefined as never),
    'linalg.solveTriangular: it is not said which triangle to read — upper: undefined — give { upper: true } or { upper: false }',
  ],
  [
    () => luUnpack(eye(2), tensor([1, 2])),
    'luUnpack: the pivots do not fit — int64 [2] — give those of linalg.luFactor(): int32 [2]',
  ],
  [
    () => linalg.inv(z),
    'linalg.inv: the matrix is singular — diagonal element 1 of its LU decomposition is zero — use linalg.lstsq() or linalg.pinv(), or add a small multiple of the identity',
  ],
  [
    () => linalg.inv(zeros([3, 2, 2])),
    'linalg.inv: the matrix of batch element 0 is singular — diagonal element 1 of its LU decomposition is zero — use linalg.lstsq() or linalg.pinv(), or add a small multiple of the identity',
  ],
  [() => linalg.inv(x), 'linalg.inv: the matrices are not square — [2, 3] — give as many rows as columns'],
  [() => linalg.inv(ones([3])), 'linalg.inv: the tensor is no matrix — [3] — give one of at least two axes'],
  [
    () =>
      linalg.inv(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    'linalg.inv: is not defined for int64 — int64 — convert it first with .float()',
  ],
  [
    () => linalg.inv(ones([2, 2], { dtype: 'float16' })),
    'linalg.inv: is not defined for float16 — float16 — has too few digits: convert it with .float()',
  ],
  [
    () => linalg.inv([[1]] as never),
    'linalg.inv: the matrix is no tensor — an array of 1 — make one with tensor(…)',
  ],
  [
    () => linalg.solve(z, ones([2])),
    'linalg.solve: the matrix is singular — diagonal element 1 of its LU decomposition is zero — use linalg.lstsq() or linalg.pinv(), or add a small multiple of the identity',
  ],
  [
    () => linalg.solve(eye(2), ones([3])),
    'linalg.solve: the rows of B are not as many as those of A — [2, 2] and [3] — B is [..., n, k] or [..., n] for A [..., n, n]',
  ],
  [
    () => linalg.solve(eye(2), ones([2]).double()),
    'linalg.solve: the dtypes differ — float32 and float64 — convert one of them with .to(dtype)',
  ],
  [
    () => linalg.solve(eye(2), ones([3, 3]), { left: false }),
    'linalg.solve: the columns of B are not as many as those of A — [2, 2] and [3, 3] — B is [..., n, k] or [..., n] for A [..., n, n]',
  ],
  [
    () => linalg.solveTriangular(eye(2), ones([3, 1]), { upper: true }),
    'linalg.solveTriangular: the rows of B are not as many as those of A — [2, 2] and [3, 1] — B is [..., n, k] for A [..., n, n]',
  ],
  [
    () => linalg.solveTriangular(eye(2), ones([2]), { upper: true }),
    'linalg.solveTriangular: the tensor is no matrix — [2] — give one of at least two axes',
  ],
  [
    () => linalg.cholesky(z),
    'linalg.cholesky: the matrix is not positive-definite — its leading minor of order 1 is not — check that it is symmetric, or add a small multiple of the identity',
  ],
  [
    () =>
      linalg.cholesky(
        tensor([
          [
            [1.5, 0],
            [0, 1],
          ],
          [
            [1, 2],
            [2, 1],
          ],
        ]),
      ),
    'linalg.cholesky: the matrix of batch element 1 is not positive-definite — its leading minor of order 2 is not — check that it is symmetric, or add a small multiple of the identity',
  ],
  [
    () => linalg.luFactor(z),
    'linalg.luFactor: the matrix is singular: U has a zero on its diagonal, and luSolve would divide by it — [2, 2] — use linalg.lu(), or linalg.lstsq() to solve',
  ],
  [
    () => linalg.qr(x, 'whole' as never),
    'linalg.qr: there is no such mode — whole — one of reduced, complete, r',
  ],
  [
    () => linalg.qr(x.clone().requiresGrad_(), 'r'),
    'linalg.qr: the mode "r" has no gradient — [2, 3] — use "reduced", or detach()',
  ],
  [
    () =>
      linalg
        .qr(ones([3, 2]).requiresGrad_(), 'complete')
        .R.sum()
        .backward(),
    'linalg.qr backward: the complete decomposition has no gradient where there are more rows than columns — [3, 2] — use the mode "reduced"',
  ],
  [
    () => linalg.svd(tensor([[Number.NaN]])),
    'linalg.svd: the matrix has elements that are not finite — batch element 0 — look for where NaN or Infinity came from',
  ],
  [
    () => linalg.eigh(z, 'lower' as never),
    'linalg.eigh: there is no such triangle — lower — give "L", the lower one, or "U"',
  ],
  [() => linalg.eigh(x), 'linalg.eigh: the matrices are not square — [2, 3] — give as many rows as columns'],
  [
    () => linalg.matrixNorm(x, 3),
    'linalg.matrixNorm: there is no such norm — 3 — one of fro, nuc, 1, -1, 2, -2, Infinity, -Infinity',
  ],
  [
    () => linalg.matrixNorm(ones([3])),
    'linalg.matrixNorm: the tensor is no matrix — [3] — give one of at least two axes',
  ],
  [
    () => linalg.matrixNorm(x, 'fro', [0, -2]),
    'linalg.matrixNorm: an axis comes twice — [0, -2] — name two axes',
  ],
  [
    () => linalg.norm(ones([2, 2, 2]), 'fro'),
    'linalg.norm: the order fro is a norm of matrices — [2, 2, 2] — name two axes with dim',
  ],
  [
    () => linalg.norm(ones([2, 2, 2]), 2),
    'linalg.norm: the order 2 could be of vectors or of matrices — [2, 2, 2] — name two axes with dim',
  ],
  [
    () => linalg.matrixPower(x, 2),
    'linalg.matrixPower: the matrices are not square — [2, 3] — give as many rows as columns',
  ],
  [
    () => linalg.matrixPower(z, 0.5),
    'linalg.matrixPower: the exponent is no integer — 0.5 — give an integer',
  ],
  [
    () => linalg.matrixPower(z, -1),
    'linalg.inv: the matrix is singular — diagonal element 1 of its LU decomposition is zero — use linalg.lstsq() or linalg.pinv(), or add a small multiple of the identity',
  ],
  [() => linalg.multiDot([x]), 'linalg.multiDot: there is no product — 1 tensors — give at least two'],
  [
    () => linalg.multiDot([x, x]),
    'linalg.multiDot: inner dimensions differ — [2, 3] @ [2, 3] — transpose one of them',
  ],
  [
    () => linalg.multiDot([x, ones([3, 2, 2])]),
    'linalg.multiDot: the tensors are not all matrices — [2, 3] @ [3, 2, 2] — use matmul() for batches',
  ],
  [
    () => linalg.lstsq(x, ones([3])),
    'linalg.lstsq: the rows of B are not as many as those of A — [2, 3] and [3] — B is [..., m, k] or [..., m] for A [..., m, n]',
  ],
  [
    () => linalg.householderProduct(x, ones([2])),
    'linalg.householderProduct: the shapes do not fit — [2, 3] and [2] — give [..., m, n], m ≥ n, and [..., k ≤ n]',
  ],
  [
    () => linalg.tensorinv(x),
    'linalg.tensorinv: the axes make no square — [2, 3] by [] — both sides need as many elements',
  ],
  [
    () => linalg.tensorsolve(x, ones([2])),
    'linalg.tensorsolve: the axes make no square — [2, 3] and [2] — A needs as many elements a side as B has',
  ],
  [() => linalg.det(ones([2])), 'linalg.det: the tensor is no matrix — [2] — give one of at least two axes'],
  [
    () => linalg.matrixExp(x),
    'linalg.matrixExp: the matrices are not square — [2, 3] — give as many rows as columns',
  ],
  [
    () => linalg.pinv(ones([2])),
    'linalg.pinv: the tensor is no matrix — [2] — give one of at least two axes',
  ],
  [
    () => linalg.cond(tensor([1.5])),
    'linalg.cond: the tensor is no matrix — [1] — give one of at least two axes',
  ],
];

describe('a mistake with linear algebra', () => {
  test.each(mistakes.map(([wrong, text]) => ({ wrong, text })))('$text', ({ wrong, text }) => {
    let message = 'no error';
    try {
      wrong();
    } catch (error) {
      expect(error).toBeInstanceOf(OpError);
      ({ message } = error as Error);
    }
    expect(message).toBe(text);
  });
});
