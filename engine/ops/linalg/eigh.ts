/** Eigenvalues and eigenvectors of symmetric matrices. */
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { allocate, attribute, begin, execute, input as inputOf, taken } from '../command';
import { dispatch } from '../dispatch';
import { define } from '../row';
import { requireSquares, withDiagonal } from './matrices';

/** Which triangle of a symmetric matrix is read: `L` the lower, `U` the upper. */
export type Triangle = 'L' | 'U';

/** A = V diag(λ) Vᵀ. */
export interface Eigen {
  /** [..., n], ascending. */
  readonly eigenvalues: Tensor;
  /** Of shape [..., n, n]: one a column, of length 1. Their signs are free. */
  readonly eigenvectors: Tensor;
}

const eighRow = define('linalg.eigh', {
  operands: ['input'],
  outputs: ['eigenvalues', 'eigenvectors'],
  forward: ([input]: readonly [Tensor], { triangle }: { readonly triangle: Triangle }) => {
    const shape = input.shape.slice(0, -1);
    begin('linalg.eigh', 'eigh');
    allocate(input.type, shape);
    allocate(input.type, input.shape);
    inputOf(input);
    attribute(Number(triangle === 'U'));
    execute();
    return [taken(0, input.type, shape), taken(1, input.type, input.shape)];
  },
  gradient: {
    // V (diag(dλ) + (Vᵀ dV) / E) Vᵀ, with E the differences of eigenvalues; of the whole matrix, as PyTorch's.
    input: ({ grads, outputs }) => {
      const [gradValues, gradVectors] = grads;
      const [values, vectors] = outputs;
      const size = values.shape[values.ndim - 1];
      if (gradVectors === null) {
        return gradValues && vectors.mul(gradValues.unsqueeze(-2)).matmul(vectors.mT);
      }
      const differences = values.unsqueeze(-2).sub(values.unsqueeze(-1));
      const turns = vectors.mT.matmul(gradVectors).div(withDiagonal(1, differences, size));
      const inner = withDiagonal(gradValues ?? 0, turns, size);
      return vectors.matmul(inner).matmul(vectors.mT);
    },
  },
});

/**
 * The eigenvalues, ascending, and eigenvectors of symmetric matrices [..., n, n] (torch.linalg.eigh). Only one
 * triangle is read. Gradients through eigenvectors are infinite where two eigenvalues are equal.
 */
export function eigh(input: Tensor, UPLO: Triangle = 'L'): Eigen {
  requireSquares('linalg.eigh', input);
  if (UPLO !== 'L' && UPLO !== 'U') {
    fail('linalg.eigh', 'there is no such triangle', String(UPLO), 'give "L", the lower one, or "U"');
  }
  const [eigenvalues, eigenvectors] = dispatch(eighRow, [input], { triangle: UPLO });
  return { eigenvalues, eigenvectors };
}

/** The eigenvalues of symmetric matrices [..., n, n], ascending (torch.linalg.eigvalsh). */
export function eigvalsh(input: Tensor, UPLO: Triangle = 'L'): Tensor {
  requireSquares('linalg.eigvalsh', input);
  return eigh(input, UPLO).eigenvalues;
}
