/** Distances between rows. */
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { dispatch, NONE, requireTensor } from './dispatch';
import { matmul } from './matmul';
import { define } from './row';
import { where } from './where';

/** Of many rows: |x|² + |y|² - 2 x·y, so that no tensor of all differences is made. */
const euclideanRow = define('cdist', {
  operands: ['x1', 'x2'],
  composed: true,
  forward: ([x1, x2]: readonly [Tensor, Tensor]) => {
    const squares = x1.square().sum(-1, true).add(x2.square().sum(-1).unsqueeze(-2));
    return squares.sub(matmul(x1, x2.mT).mul(2)).clamp({ min: 0 }).sqrt();
  },
  gradient: {
    // Σ w (x - y), with w the gradient over the distance.
    x1: ({ grad, x1, x2, output }) => {
      const weights = shares(grad, output);
      return x1.mul(weights.sum(-1).unsqueeze(-1)).sub(matmul(weights, x2));
    },
    x2: ({ grad, x1, x2, output }) => {
      const weights = shares(grad, output).mT;
      return x2.mul(weights.sum(-1).unsqueeze(-1)).sub(matmul(weights, x1));
    },
  },
});

/** At a distance of 0 there is no slope to follow: 0, as in PyTorch. */
function shares(grad: Tensor, distances: Tensor): Tensor {
  const isZero = distances.eq(0);
  return where(isZero, 0, grad.div(where(isZero, 1, distances)));
}

/** Rows from which on PyTorch, too, finds Euclidean distances by a product of matrices. */
const MANY = 25;

/**
 * Distances ‖x - y‖ₚ of all pairs of rows of [..., n, m] and [..., k, m]: [..., n, k] (torch.cdist). Euclidean ones of
 * more than 25 rows come from a product of matrices, as in PyTorch: the distance of rows that are nearly the same has
 * fewer digits then.
 */
export function cdist(x1: Tensor, x2: Tensor, p = 2): Tensor {
  requireTensor('cdist', 'the first operand', x1);
  requireTensor('cdist', 'the second operand', x2);
  if (x1.ndim < 2 || x2.ndim < 2 || x1.shape.at(-1) !== x2.shape.at(-1)) {
    const shapes = `${shapeText(x1.shape)} and ${shapeText(x2.shape)}`;
    fail('cdist', 'the tensors have not rows of one size', shapes, 'give [..., n, m] and [..., k, m]');
  }
  if (!(p >= 0)) fail('cdist', 'the order of the norm is negative', String(p), 'give one from 0 to Infinity');
  const isMany = Math.max(x1.shape[x1.ndim - 2], x2.shape[x2.ndim - 2]) > MANY;
  if (p === 2 && isMany && x1.isFloatingPoint() && x2.isFloatingPoint()) {
    return dispatch(euclideanRow, [x1, x2], NONE);
  }
  return x1.unsqueeze(-2).sub(x2.unsqueeze(-3)).norm(p, -1);
}
