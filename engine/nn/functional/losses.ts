/** Losses that compare an input with a target element by element. */
import { fullPrecision } from '../../autograd/autocast';
import { noGrad } from '../../autograd/mode';
import { softplus } from '../../ops/activation';
import { binaryCrossEntropy as plainBinaryCrossEntropy } from '../../ops/binaryLoss';
import type { Reduction } from '../../ops/loss';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { logsigmoid } from './activations';
import { type ReductionOptions, reduced, requireSameShape } from './reduction';

/** |input - target| (torch.nn.functional.l1_loss). */
export function l1Loss(input: Tensor, target: Tensor, { reduction = 'mean' }: ReductionOptions = {}): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('l1Loss', input, target);
  return reduced('l1Loss', input.sub(target).abs(), reduction);
}

/**
 * d² / (2 beta) where the distance d is below `beta`, else d - beta / 2 (torch.nn.functional.smooth_l1_loss;
 * Girshick 2015).
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', beta = 1 }: ReductionOptions & { readonly beta?: number } = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('smoothL1Loss', input, target);
  if (!(beta >= 0)) fail('smoothL1Loss', 'beta is negative', String(beta), 'give at least 0');
  if (beta === 0) return l1Loss(input, target, { reduction });
  const distance = input.sub(target).abs();
  const losses = where(distance.lt(beta), distance.square().mul(0.5 / beta), distance.sub(beta / 2));
  return reduced('smoothL1Loss', losses, reduction);
}

/** d² / 2 where the distance d is at most `delta`, else delta (d - delta / 2) (torch.nn.functional.huber_loss). */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', delta = 1 }: ReductionOptions & { readonly delta?: number } = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('huberLoss', input, target);
  if (!(delta > 0)) fail('huberLoss', 'delta is not positive', String(delta), 'give more than 0');
  const distance = input.sub(target).abs();
  const losses = where(distance.le(delta), distance.square().mul(0.5), distance.sub(delta / 2).mul(delta));
  return reduced('huberLoss', losses, reduction);
}

/** Options of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions extends ReductionOptions {
  /** Times each loss; of a shape that broadcasts to theirs. */
  readonly weight?: Tensor | null;
}

/**
 * -(y log p + (1 - y) log(1 - p)) for probabilities p and targets y of one shape and dtype
 * (torch.nn.functional.binary_cross_entropy). The logarithms are at least -100.
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', weight = null }: BinaryCrossEntropyOptions = {},
): Tensor {
  if (!weight) return plainBinaryCrossEntropy(input, target, { reduction });
  const losses = plainBinaryCrossEntropy(input, target, { reduction: 'none' });
  return reduced('binaryCrossEntropy', losses.mul(weight), reduction);
}

/**
 * The binary cross-entropy of sigmoid(input), max(x, 0) - x y + log(1 + e^-|x|), which does not overflow; `posWeight`
 * multiplies the part of the positive targets (torch.nn.functional.binary_cross_entropy_with_logits).
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  {
    reduction = 'mean',
    weight = null,
    posWeight = null,
  }: BinaryCrossEntropyOptions & { readonly posWeight?: Tensor | null } = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('binaryCrossEntropyWithLogits', input, target);
  const soft = softplus(input, { threshold: Infinity });
  // (1 - y) x + (1 + (w - 1) y) log(1 + e^-x)
  const losses = posWeight
    ? target
        .neg()
        .add(1)
        .mul(input)
        .sub(target.mul(posWeight.sub(1)).add(1).mul(logsigmoid(input)))
    : soft.sub(input.mul(target));
  return reduced('binaryCrossEntropyWithLogits', weight ? losses.mul(weight) : losses, reduction);
}

/** Options of `klDiv`. */
export interface KLDivOptions {
  /** 'batchmean', the sum by the size of the first axis, is the divergence; 'mean' (default) is not. */
  readonly reduction?: Reduction | 'batchmean';
  /** The target is logarithms too. */
  readonly logTarget?: boolean;
}

/** y (log y - input), for logarithms of probabilities and targets y (torch.nn.functional.kl_div). */
export function klDiv(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', logTarget = false }: KLDivOptions = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('klDiv', input, target);
  let losses: Tensor;
  if (logTarget) {
    losses = target.exp().mul(target.sub(input));
  } else {
    // 0 log 0 is 0, and the gradient passes by it.
    const isZero = target.eq(0);
    const logarithm = where(isZero, 1, target).log();
    losses = target.mul(logarithm).sub(target.mul(input));
  }
  if (reduction !== 'batchmean') return reduced('klDiv', losses, reduction);
  return losses.sum().div(input.ndim === 0 ? 1 : input.shape[0]);
}

/** Options of `poissonNllLoss`. */
export interface PoissonNLLOptions extends ReductionOptions {
  /** The input is the logarithm of the expected count; true by default. */
  readonly logInput?: boolean;
  /** Adds Stirling's approximation of log y! where y is more than 1. */
  readonly full?: boolean;
  /** Added to the input below its logarithm. */
  readonly eps?: number;
}

/** The negative log-likelihood of counts, without log y! (torch.nn.functional.poisson_nll_loss). */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', logInput = true, full = false, eps = 1e-8 }: PoissonNLLOptions = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  let losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  if (full) {
    const many = target.gt(1);
    const count = where(many, target, 1);
    const stirling = count
      .mul(count.log())
      .sub(count)
      .add(
        count
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      );
    losses = losses.add(where(many, stirling, 0));
  }
  return reduced('poissonNllLoss', losses, reduction);
}

/** Options of `gaussianNllLoss`. */
export interface GaussianNLLOptions extends ReductionOptions {
  /** Adds log(2π) / 2. */
  readonly full?: boolean;
  /** The variance is at least this; the gradient does not see it. */
  readonly eps?: number;
}

/**
 * (log v + (input - target)² / v) / 2 for variances v, of the input's shape, or with one for each of its last axis
 * (torch.nn.functional.gaussian_nll_loss).
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  { reduction = 'mean', full = false, eps = 1e-6 }: GaussianNLLOptions = {},
): Tensor {
  let v = variance;
  if (v.ndim === input.ndim - 1 && input.shape.slice(0, -1).join() === v.shape.join()) v = v.unsqueeze(-1);
  const fits =
    v.ndim === 0 ||
    (v.ndim === input.ndim && v.shape.every((size, i) => size === 1 || size === input.shape[i]));
  if (!fits) {
    const values = `variance ${shapeText(variance.shape)}, input ${shapeText(input.shape)}`;
    fail(
      'gaussianNllLoss',
      'the shapes do not fit',
      values,
      'give the input’s shape, or without its last axis',
    );
  }
  if (v.lt(0).any().item()) {
    fail('gaussianNllLoss', 'a variance is negative', String(v.min().item()), 'give variances from 0');
  }
  const raise = noGrad(() => v.detach().clamp({ min: eps }).sub(v.detach()));
  const bounded = v.add(raise);
  const losses = bounded.log().add(input.sub(target).square().div(bounded)).mul(0.5);
  return reduced('gaussianNllLoss', full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

/** log(1 + e^(-y x)), for targets y of 1 and -1 (torch.nn.functional.soft_margin_loss). */
export function softMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: ReductionOptions = {},
): Tensor {
  input = fullPrecision(input);
  target = fullPrecision(target);
  requireSameShape('softMarginLoss', input, target);
  const losses = softplus(target.neg().mul(input), { threshold: Infinity });
  return reduced('softMarginLoss', losses, reduction);
}
