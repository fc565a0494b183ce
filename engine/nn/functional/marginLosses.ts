/** Losses that ask for a distance between what belongs together and what does not. */
import { fullPrecision } from '../../autograd/autocast';
import { zeros } from '../../ops/creation';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { logsigmoid } from './activations';
import { pairwiseDistance } from './distance';
import { type ReductionOptions, reduced, requireSameShape } from './reduction';

/** Options of losses with a margin. */
export interface MarginOptions extends ReductionOptions {
  /** How far apart is far enough. */
  readonly margin?: number;
}

/** max(0, -y (x1 - x2) + margin), for targets y of 1 and -1 (torch.nn.functional.margin_ranking_loss). */
export function marginRankingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 0 }: MarginOptions = {},
): Tensor {
  input1 = fullPrecision(input1);
  input2 = fullPrecision(input2);
  target = fullPrecision(target);
  const losses = target.neg().mul(input1.sub(input2)).add(margin).clamp({ min: 0 });
  return reduced('marginRankingLoss', losses, reduction);
}

/** x where y is 1, max(0, margin - x) where it is -1 (torch.nn.functional.hinge_embedding_loss). */
export function hingeEmbeddingLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 1 }: MarginOptions = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('hingeEmbeddingLoss', input, target);
  const apart = where(target.ne(1), input.neg().add(margin).clamp({ min: 0 }), 0);
  return reduced('hingeEmbeddingLoss', apart.add(where(target.ne(-1), input, 0)), reduction);
}

/** Added to the squares of norms below their root. */
const COSINE_EPSILON = 1e-12;

/**
 * 1 - cos(x1, x2) where y is 1, max(0, cos - margin) where it is -1: [N, D] and [N], or [D] and []
 * (torch.nn.functional.cosine_embedding_loss).
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 0 }: MarginOptions = {},
): Tensor {
  input1 = fullPrecision(input1);
  input2 = fullPrecision(input2);
  target = fullPrecision(target);
  requireSameShape('cosineEmbeddingLoss', input1, input2);
  if (target.ndim !== input1.ndim - 1) {
    const values = `inputs ${shapeText(input1.shape)}, target ${shapeText(target.shape)}`;
    fail('cosineEmbeddingLoss', 'there is not one target for each row', values, 'give [N, D] and [N]');
  }
  const square = (x: Tensor) => x.square().sum(-1).add(COSINE_EPSILON);
  const cosine = input1
    .mul(input2)
    .sum(-1)
    .div(square(input1).mul(square(input2)).sqrt());
  const together = where(target.eq(1), cosine.neg().add(1), 0);
  const apart = where(target.eq(-1), cosine.sub(margin).clamp({ min: 0 }), 0);
  return reduced('cosineEmbeddingLoss', together.add(apart), reduction);
}

/** Options of `tripletMarginLoss`. */
export interface TripletOptions extends MarginOptions {
  /** Of the distances' norm; 2 by default. */
  readonly p?: number;
  /** Added to the differences below their norm. */
  readonly eps?: number;
  /** Takes the negative's distance to the positive where that is smaller (Balntas et al. 2016). */
  readonly swap?: boolean;
}

/** max(0, d(anchor, positive) - d(anchor, negative) + margin) (torch.nn.functional.triplet_margin_loss). */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { reduction = 'mean', margin = 1, p = 2, eps = 1e-6, swap = false }: TripletOptions = {},
): Tensor {
  const distanceFunction = (a: Tensor, b: Tensor) => pairwiseDistance(a, b, { p, eps });
  return tripletMarginWithDistanceLoss(anchor, positive, negative, {
    reduction,
    margin,
    swap,
    distanceFunction,
  });
}

/** Options of `tripletMarginWithDistanceLoss`. */
export interface TripletDistanceOptions extends MarginOptions {
  /** Gives one distance a row; the Euclidean one by default. */
  readonly distanceFunction?: (a: Tensor, b: Tensor) => Tensor;
  /** Takes the negative's distance to the positive where that is smaller. */
  readonly swap?: boolean;
}

/** A triplet loss with any distance (torch.nn.functional.triplet_margin_with_distance_loss). */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  {
    reduction = 'mean',
    margin = 1,
    swap = false,
    distanceFunction = pairwiseDistance,
  }: TripletDistanceOptions = {},
): Tensor {
  anchor = fullPrecision(anchor);
  positive = fullPrecision(positive);
  negative = fullPrecision(negative);
  if (!(margin > 0)) fail('tripletMarginLoss', 'margin is not positive', String(margin), 'give more than 0');
  const near = distanceFunction(anchor, positive);
  let far = distanceFunction(anchor, negative);
  if (swap) far = far.minimum(distanceFunction(positive, negative));
  return reduced('tripletMarginLoss', near.sub(far).add(margin).clamp({ min: 0 }), reduction);
}

/** Options of `multiMarginLoss`. */
export interface MultiMarginOptions extends MarginOptions {
  /** 1, or 2 for squares. */
  readonly p?: number;
  /** Of shape [C]: times the losses of rows of a class. */
  readonly weight?: Tensor | null;
}

/** The sum over other classes c of max(0, margin - x[y] + x[c])^p / C (torch.nn.functional.multi_margin_loss). */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 1, p = 1, weight = null }: MultiMarginOptions = {},
): Tensor {
  input = fullPrecision(input);
  if (p !== 1 && p !== 2) fail('multiMarginLoss', 'p is neither 1 nor 2', String(p), 'give one of them');
  if (input.ndim === 1 && target.ndim === 0) {
    const losses = multiMarginLoss(input.unsqueeze(0), target.unsqueeze(0), { reduction, margin, p, weight });
    return reduction === 'none' ? losses.squeeze(0) : losses;
  }
  requireRows('multiMarginLoss', input, target, [input.shape[0]]);
  const classes = target.unsqueeze(1);
  const misses = input.sub(input.gather(1, classes)).add(margin).relu();
  const powers = p === 1 ? misses : misses.square();
  const others = input.detach().mul(0).add(1).scatterAdd(1, classes, classes.to(input.dtype).mul(0).sub(1));
  const losses = powers.mul(others);
  const weighted = weight ? losses.mul(weight.indexSelect(0, target).unsqueeze(1)) : losses;
  return reduced('multiMarginLoss', weighted.sum(1).div(input.shape[1]), reduction);
}

/**
 * The sum over pairs of max(0, 1 - x[y] + x[c]) / C, for classes y of the target and c not in it. A row of the int64
 * target [N, C] has its classes first and then -1 (torch.nn.functional.multilabel_margin_loss).
 */
export function multilabelMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: ReductionOptions = {},
): Tensor {
  input = fullPrecision(input);
  requireSameShape('multilabelMarginLoss', input, target);
  if (input.ndim === 1) {
    const losses = multilabelMarginLoss(input.unsqueeze(0), target.unsqueeze(0), { reduction });
    return reduction === 'none' ? losses.squeeze(0) : losses;
  }
  requireRows('multilabelMarginLoss', input, target, input.shape);
  const listed = target.lt(0).to('int64').cumsum(1).eq(0).to(input.dtype);
  // [N, C]: how often each class is listed
  const counts = zeros(input.shape, { dtype: input.dtype }).scatterAdd(1, target.clamp({ min: 0 }), listed);
  const others = counts.eq(0).to(input.dtype);
  // [N, listed, other]
  const misses = input.unsqueeze(1).sub(input.unsqueeze(2)).add(1).relu();
  const losses = misses.mul(counts.unsqueeze(2)).mul(others.unsqueeze(1));
  return reduced('multilabelMarginLoss', losses.sum([1, 2]).div(input.shape[1]), reduction);
}

/**
 * The mean over classes of the binary cross-entropy of sigmoid(input), for targets of 0 and 1; `weight` [C] multiplies
 * that of each class (torch.nn.functional.multilabel_soft_margin_loss).
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', weight = null }: ReductionOptions & { readonly weight?: Tensor | null } = {},
): Tensor {
  requireSameShape('multilabelSoftMarginLoss', input, target);
  const negative = target.neg().add(1).mul(logsigmoid(input.neg()));
  const losses = target.mul(logsigmoid(input)).add(negative).neg();
  return reduced('multilabelSoftMarginLoss', (weight ? losses.mul(weight) : losses).mean(-1), reduction);
}

function requireRows(op: string, input: Tensor, target: Tensor, shape: readonly number[]): void {
  if (input.ndim === 2 && target.shape.join() === shape.join() && target.dtype === 'int64') return;
  const values = `input ${shapeText(input.shape)}, target ${target.dtype} ${shapeText(target.shape)}`;
  fail(op, 'the shapes do not fit', values, `give input [N, C] and an int64 target ${shapeText(shape)}`);
}
