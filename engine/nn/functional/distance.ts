/** Lengths of vectors and distances between them. */
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Vectors along `dim` divided by their p-norms, which are at least `eps` (torch.nn.functional.normalize). */
export function normalize(input: Tensor, { p = 2, dim = 1, eps = 1e-12 } = {}): Tensor {
  return input.div(input.norm(p, dim, true).clamp({ min: eps }));
}

/** The cosine of the angle between vectors along `dim`; norms are at least `eps` (torch.nn.functional.cosine_similarity). */
export function cosineSimilarity(x1: Tensor, x2: Tensor, { dim = 1, eps = 1e-8 } = {}): Tensor {
  const unit = (x: Tensor) => x.div(x.norm(2, dim, true).clamp({ min: eps }));
  return unit(x1).mul(unit(x2)).sum(dim);
}

/** The p-norm of x1 - x2 + eps along the last axis (torch.nn.functional.pairwise_distance). */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  { p = 2, eps = 1e-6, keepdim = false } = {},
): Tensor {
  if (!(p >= 0)) fail('pairwiseDistance', 'p is negative', String(p), 'give at least 0');
  return x1.sub(x2).add(eps).norm(p, -1, keepdim);
}
