/** Determinants. */
import type { Tensor } from '../../tensor/tensor';
import { arange } from '../creation';
import { dispatch, NONE } from '../dispatch';
import { define } from '../row';
import { where } from '../where';
import { computeLU } from './lu';
import { diagonalOf, requireSquares, withDiagonal } from './matrices';
import { inv } from './solve';
import { svd } from './svd';

/** The diagonal of U [..., n], and the sign of the permutation [...], as part of a running op. */
function pivoted(op: string, input: Tensor): { diagonal: Tensor; sign: Tensor } {
  const [factors, pivots] = computeLU(op, input);
  const inPlace = arange(1, pivots.shape[pivots.ndim - 1] + 1);
  const exchanges = pivots.ne(inPlace).sum(-1);
  return {
    diagonal: diagonalOf(factors),
    sign: exchanges.remainder(2).mul(-2).add(1).to(input.dtype),
  };
}

const detRow = define('linalg.det', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor]) => {
    const { diagonal, sign } = pivoted('linalg.det', input);
    return diagonal.prod(-1).mul(sign);
  },
  gradient: {
    input: ({ grad, input, output }): Tensor => {
      const incoming = grad.unsqueeze(-1).unsqueeze(-1);
      if (output.detach().eq(0).any().item()) return incoming.mul(cofactors(input));
      return incoming.mul(output.unsqueeze(-1).unsqueeze(-1)).mul(inv(input).mT);
    },
  },
});

/** The derivatives of the determinant, of singular matrices too: det(U) det(V) U diag(Π of the other σ) Vh. */
function cofactors(input: Tensor): Tensor {
  const { U, S, Vh } = svd(input);
  const size = S.shape[S.ndim - 1];
  const others = withDiagonal(1, S.unsqueeze(-2), size).prod(-1);
  const sign = det(U).mul(det(Vh)).unsqueeze(-1).unsqueeze(-1);
  return U.mul(others.unsqueeze(-2)).matmul(Vh).mul(sign);
}

/** The determinants [...] of square matrices [..., n, n] (torch.linalg.det). */
export function det(input: Tensor): Tensor {
  requireSquares('linalg.det', input);
  return dispatch(detRow, [input], NONE);
}

/** det A = sign · exp(logabsdet). */
export interface SignAndLog {
  /** -1, 0 or 1; has no gradient. */
  readonly sign: Tensor;
  /** -Infinity where the matrix is singular. */
  readonly logabsdet: Tensor;
}

const slogdetRow = define('linalg.slogdet', {
  operands: ['input'],
  outputs: ['logabsdet', 'sign'],
  composed: true,
  forward: ([input]: readonly [Tensor]) => {
    const { diagonal, sign } = pivoted('linalg.slogdet', input);
    return [diagonal.abs().log().sum(-1), diagonal.sign().prod(-1).mul(sign)];
  },
  gradient: { input: ({ grad, input }) => grad.unsqueeze(-1).unsqueeze(-1).mul(inv(input).mT) },
});

/** Sign and logarithm of the determinants of square matrices [..., n, n], which do not overflow (torch.linalg.slogdet). */
export function slogdet(input: Tensor): SignAndLog {
  requireSquares('linalg.slogdet', input);
  const [logabsdet, sign] = dispatch(slogdetRow, [input], NONE);
  return { sign, logabsdet };
}

/** The logarithm of the determinant; NaN where that is negative (torch.logdet). */
export function logdet(input: Tensor): Tensor {
  const { sign, logabsdet } = slogdet(input);
  return where(sign.lt(0), Number.NaN, logabsdet);
}
