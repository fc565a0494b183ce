/** Singular values and vectors. */
import type { Tensor } from '../../tensor/tensor';
import { allocate, begin, execute, input as inputOf, taken } from '../command';
import { dispatch } from '../dispatch';
import { define } from '../row';
import { batchOf, requireMatrices, withDiagonal } from './matrices';

/** A = U diag(S) Vh. */
export interface SVD {
  /** [..., m, k], k = min(m, n): orthonormal columns; [..., m, m] where all are asked for. */
  readonly U: Tensor;
  /** [..., k], descending. */
  readonly S: Tensor;
  /** Of shape [..., k, n]: orthonormal rows; [..., n, n] where all are asked for. */
  readonly Vh: Tensor;
}

const svdRow = define('linalg.svd', {
  operands: ['input'],
  outputs: ['U', 'S', 'Vh'],
  forward: ([input]: readonly [Tensor], { fullMatrices }: { readonly fullMatrices: boolean }) => {
    const [rows, columns] = input.shape.slice(-2);
    const batch = batchOf(input);
    const size = Math.min(rows, columns);
    const shapes = [
      [...batch, rows, fullMatrices ? rows : size],
      [...batch, size],
      [...batch, fullMatrices ? columns : size, columns],
    ];
    begin('linalg.svd', 'svd');
    for (const shape of shapes) allocate(input.type, shape);
    inputOf(input);
    execute();
    return shapes.map((shape, position) => taken(position, input.type, shape));
  },
  gradient: {
    // Townsend, Differentiating the singular value decomposition, 2016; as PyTorch, vectors beyond the first
    // min(m, n) have no part in it.
    input: ({ grads, outputs }) => {
      const [allU, S, allVh] = outputs;
      const [rows, columns] = [allU.shape[allU.ndim - 2], allVh.shape[allVh.ndim - 1]];
      const size = S.shape[S.ndim - 1];
      const [U, Vh] = [allU.narrow(-1, 0, size), allVh.narrow(-2, 0, size)];
      const gradU = grads[0]?.narrow(-1, 0, size) ?? null;
      const gradVh = grads[2]?.narrow(-2, 0, size) ?? null;
      const [row, column] = [S.unsqueeze(-2), S.unsqueeze(-1)];
      const differences = withDiagonal(1, row.mul(row).sub(column.mul(column)), size);
      const turns = (inner: Tensor) => inner.sub(inner.mT).div(differences);
      let inner: Tensor = withDiagonal(grads[1] ?? 0, 0, size).to(S.dtype);
      if (gradU !== null) inner = inner.add(turns(U.mT.matmul(gradU)).mul(row));
      if (gradVh !== null) inner = inner.add(turns(Vh.matmul(gradVh.mT)).mul(column));
      let whole = U.matmul(inner).matmul(Vh);
      if (gradU !== null && rows > size) {
        const scaled = gradU.div(row);
        whole = whole.add(scaled.sub(U.matmul(U.mT.matmul(scaled))).matmul(Vh));
      }
      if (gradVh !== null && columns > size) {
        const scaled = gradVh.div(column);
        whole = whole.add(U.matmul(scaled.sub(scaled.matmul(Vh.mT).matmul(Vh))));
      }
      return whole;
    },
  },
});

/** Options of `linalg.svd`. */
export interface SVDOptions {
  /** Whole orthogonal matrices U and Vh; default true, as in PyTorch. */
  readonly fullMatrices?: boolean;
}

/**
 * The singular value decomposition of matrices [..., m, n] (torch.linalg.svd). The signs of a pair of vectors are
 * free. Gradients through vectors are infinite where two singular values are equal.
 */
export function svd(input: Tensor, { fullMatrices = true }: SVDOptions = {}): SVD {
  requireMatrices('linalg.svd', input);
  const [U, S, Vh] = dispatch(svdRow, [input], { fullMatrices });
  return { U, S, Vh };
}

/** The singular values of matrices [..., m, n], descending (torch.linalg.svdvals). */
export function svdvals(input: Tensor): Tensor {
  requireMatrices('linalg.svdvals', input);
  return svd(input, { fullMatrices: false }).S;
}
