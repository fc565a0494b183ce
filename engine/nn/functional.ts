/** Functions on tensors under the names of torch.nn.functional: those of the op table, and those made of them. */
import { noGrad } from '../autograd/mode';
import { softplus } from '../ops/activation';
import type { Reduction } from '../ops/loss';
import { rand } from '../ops/random';
import { fail, shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

export { gelu, softplus } from '../ops/activation';
export { binaryCrossEntropy } from '../ops/binaryLoss';
export { crossEntropy, mseLoss, type Reduction } from '../ops/loss';
export { linear } from '../ops/matmul';
export { logSoftmax, softmax } from '../ops/softmax';
export { relu, sigmoid, tanh } from '../ops/unary';

/**
 * Sets elements to 0 with probability `p`, and multiplies the others by 1 / (1 - p); the input itself where it is
 * not `training` (torch.nn.functional.dropout).
 */
export function dropout(
  input: Tensor,
  { p = 0.5, training = true }: { p?: number; training?: boolean } = {},
): Tensor {
  if (!(p >= 0 && p <= 1)) fail('dropout', 'p is a probability', String(p), 'give a number from 0 to 1');
  if (!training || p === 0) return input;
  if (p === 1) return input.mul(0);
  const mask = noGrad(() =>
    rand([...input.shape], { dtype: input.dtype })
      .ge(p)
      .to(input.dtype)
      .mul(1 / (1 - p)),
  );
  return input.mul(mask);
}

/**
 * Rows of `weight` [rows, size] at int64 `indices` of any shape: [..., size] (torch.nn.functional.embedding). The
 * row `paddingIdx` gets no gradient.
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  { paddingIdx }: { paddingIdx?: number } = {},
): Tensor {
  const table = paddingIdx === undefined ? weight : withoutGradientAt(weight, paddingIdx);
  return table.indexSelect(0, indices.reshape([-1])).reshape([...indices.shape, weight.shape[1]]);
}

/** The same values; row `row` is cut off from the graph. */
function withoutGradientAt(weight: Tensor, row: number): Tensor {
  const keeps = noGrad(() => weight.detach().mul(0).add(1));
  noGrad(() => keeps.select(0, row).zero_());
  const frozen = noGrad(() => weight.detach().mul(keeps.neg().add(1)));
  return weight.mul(keeps).add(frozen);
}

/**
 * Zero mean and unit variance over the last axes, whose sizes are `normalizedShape`, then times `weight` plus
 * `bias` (torch.nn.functional.layer_norm).
 */
export function layerNorm(
  input: Tensor,
  normalizedShape: readonly number[],
  {
    weight = null,
    bias = null,
    eps = 1e-5,
  }: { weight?: Tensor | null; bias?: Tensor | null; eps?: number } = {},
): Tensor {
  const last = input.shape.slice(input.ndim - normalizedShape.length);
  if (normalizedShape.length === 0 || !sameShape(last, normalizedShape)) {
    const values = `input ${shapeText(input.shape)}, normalizedShape ${shapeText(normalizedShape)}`;
    fail('layerNorm', 'the last axes differ', values, 'give the sizes of the last axes of the input');
  }
  const axes = normalizedShape.map((_, i) => i - normalizedShape.length);
  const centered = input.sub(input.mean(axes, true));
  const normal = centered.mul(centered.square().mean(axes, true).add(eps).rsqrt());
  const scaled = weight ? normal.mul(weight) : normal;
  return bias ? scaled.add(bias) : scaled;
}

/** Losses of elements, reduced. */
function reduce(op: string, losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'mean') return losses.mean();
  if (reduction === 'sum') return losses.sum();
  if (reduction === 'none') return losses;
  return fail(op, 'there is no such reduction', String(reduction), "give 'mean', 'sum' or 'none'");
}

function requireSameShape(op: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  const values = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
  fail(op, 'the shapes differ', values, 'reshape one of them, such as with squeeze or unsqueeze');
}

/** |input - target| (torch.nn.functional.l1_loss). */
export function l1Loss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: { reduction?: Reduction } = {},
): Tensor {
  requireSameShape('l1Loss', input, target);
  return reduce('l1Loss', input.sub(target).abs(), reduction);
}

/**
 * -input[n, class of n]: logarithms of probabilities [N, C], classes int64 [N] (torch.nn.functional.nll_loss). The
 * mean is over the rows whose class is not `ignoreIndex`.
 */
export function nllLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', ignoreIndex = -100 }: { reduction?: Reduction; ignoreIndex?: number } = {},
): Tensor {
  if (input.ndim !== 2 || target.ndim !== 1 || input.shape[0] !== target.shape[0]) {
    const values = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
    fail('nllLoss', 'the shapes do not fit', values, 'give log-probabilities [N, C] and int64 classes [N]');
  }
  const counts = target.ne(ignoreIndex);
  const classes = target.mul(counts.to(target.dtype));
  const picked = input.gather(1, classes.unsqueeze(1)).squeeze(1).neg();
  const losses = picked.mul(counts.to(input.dtype));
  if (reduction === 'mean') return losses.sum().div(counts.sum());
  return reduce('nllLoss', losses, reduction);
}

/**
 * The binary cross-entropy of sigmoid(input), max(x, 0) - x y + log(1 + e^-|x|), which does not overflow
 * (torch.nn.functional.binary_cross_entropy_with_logits).
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: { reduction?: Reduction } = {},
): Tensor {
  requireSameShape('binaryCrossEntropyWithLogits', input, target);
  const losses = softplus(input, { threshold: Infinity }).sub(input.mul(target));
  return reduce('binaryCrossEntropyWithLogits', losses, reduction);
}
