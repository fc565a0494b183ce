/** Lengths of vectors and distances between them. */
import { noGrad } from '../../autograd/mode';
import { tensor } from '../../ops/data';
import { fail, shapeText } from '../../tensor/errors';
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

/** The p-norms between all rows of [N, D]: of rows 0 and 1, 0 and 2, …, 1 and 2, … (torch.nn.functional.pdist). */
export function pdist(input: Tensor, p = 2): Tensor {
  if (input.ndim !== 2) fail('pdist', 'the input is no matrix', shapeText(input.shape), 'give [N, D]');
  if (!(p >= 0)) fail('pdist', 'p is negative', String(p), 'give at least 0');
  const pairs = Array.from({ length: input.shape[0] }, (_, i) =>
    Array.from({ length: input.shape[0] - i - 1 }, (_, k) => [i, i + k + 1]),
  ).flat();
  const rows = (side: 0 | 1) =>
    noGrad(() =>
      tensor(
        pairs.map((pair) => pair[side]),
        { dtype: 'int64' },
      ),
    );
  return input
    .indexSelect(0, rows(0))
    .sub(input.indexSelect(0, rows(1)))
    .norm(p, 1);
}
