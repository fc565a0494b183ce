/** QR decomposition. */
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { allocate, begin, execute, input as inputOf, taken } from '../command';
import { zeros } from '../creation';
import { dispatch } from '../dispatch';
import { cat } from '../join';
import { define } from '../row';
import { batchOf, requireMatrices } from './matrices';
import { solveTriangular } from './solve';

/** `reduced`: Q [..., m, k], R [..., k, n], k = min(m, n); `complete`: Q [..., m, m], R [..., m, n]; `r`: no Q. */
export type QRMode = 'reduced' | 'complete' | 'r';

/** A = Q R. */
export interface QR {
  /** Orthonormal columns; empty, [0], in mode `r`. */
  readonly Q: Tensor;
  /** Upper triangular. */
  readonly R: Tensor;
}

const qrRow = define('linalg.qr', {
  operands: ['input'],
  outputs: ['Q', 'R'],
  forward: ([input]: readonly [Tensor], { mode }: { readonly mode: QRMode }) => {
    const [rows, columns] = input.shape.slice(-2);
    const size = mode === 'complete' ? rows : Math.min(rows, columns);
    const shapes = [
      [...batchOf(input), rows, size],
      [...batchOf(input), size, columns],
    ];
    begin('linalg.qr', 'qr');
    for (const shape of shapes) allocate(input.type, shape);
    inputOf(input);
    execute();
    return [taken(0, input.type, shapes[0]), taken(1, input.type, shapes[1])];
  },
  gradient: {
    input: ({ grads, outputs, mode }) => {
      const [Q, R] = outputs;
      const [rows, columns] = [Q.shape[Q.ndim - 2], R.shape[R.ndim - 1]];
      if (mode !== 'reduced' && rows > columns) {
        fail(
          'linalg.qr backward',
          'the complete decomposition has no gradient where there are more rows than columns',
          `[${rows}, ${columns}]`,
          'use the mode "reduced"',
        );
      }
      const gradQ = grads[0] ?? zeros(Q.shape, { dtype: Q.dtype });
      const gradR = grads[1] ?? zeros(R.shape, { dtype: R.dtype });
      if (rows >= columns) return tallGradient(gradQ, gradR, Q, R);
      // A = [X | Y] with X = Q U square, and Y = Q V.
      const [U, V] = [R.narrow(-1, 0, rows), R.narrow(-1, rows, columns - rows)];
      const [gradU, gradV] = [gradR.narrow(-1, 0, rows), gradR.narrow(-1, rows, columns - rows)];
      const throughV = gradQ.add(Q.matmul(V).matmul(gradV.mT));
      return cat([tallGradient(throughV, gradU, Q, U), Q.matmul(gradV)], -1);
    },
  },
});

/** (dQ + Q S) R⁻ᵀ, S the symmetric matrix with the lower triangle of R dRᵀ - dQᵀ Q (Walter and Lehmann, 2010). */
function tallGradient(gradQ: Tensor, gradR: Tensor, Q: Tensor, R: Tensor): Tensor {
  const middle = R.matmul(gradR.mT).sub(gradQ.mT.matmul(Q));
  const symmetrized = middle.tril().add(middle.tril(-1).mT);
  const inner = gradQ.add(Q.matmul(symmetrized));
  return solveTriangular(R.mT, inner, { upper: false, left: false });
}

/**
 * The QR decomposition of matrices [..., m, n] by Householder reflections, with LAPACK's signs (torch.linalg.qr).
 * The gradient needs the first min(m, n) columns to be independent.
 */
export function qr(input: Tensor, mode: QRMode = 'reduced'): QR {
  requireMatrices('linalg.qr', input);
  if (!['reduced', 'complete', 'r'].includes(mode)) {
    fail('linalg.qr', 'there is no such mode', String(mode), 'one of reduced, complete, r');
  }
  const attributes = { mode: mode === 'r' ? ('reduced' as const) : mode };
  const [Q, R] = dispatch(qrRow, [mode === 'r' ? input.detach() : input], attributes);
  if (mode !== 'r') return { Q, R };
  if (input.requiresGrad) {
    fail('linalg.qr', 'the mode "r" has no gradient', shapeText(input.shape), 'use "reduced", or detach()');
  }
  return { Q: zeros([0], { dtype: input.dtype }), R };
}
