/** Noise that a model is trained with. */
import { noGrad } from '../../autograd/mode';
import { rand } from '../../ops/random';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of the dropout functions. */
export interface DropoutOptions {
  /** How likely an element, or a channel, is dropped. */
  readonly p?: number;
  /** Whether anything is dropped; true by default. */
  readonly training?: boolean;
}

function requireProbability(op: string, p: number): void {
  if (!(p >= 0 && p <= 1)) fail(op, 'p is a probability', String(p), 'give a number from 0 to 1');
}

/** 1 with probability 1 - p, else 0. */
function kept(shape: readonly number[], like: Tensor, p: number): Tensor {
  return rand(shape, { dtype: like.dtype }).ge(p).to(like.dtype);
}

/** One number for each channel, and for each element of the batch: [N, C, 1, …]; one axis less without a batch. */
function channelShape(op: string, input: Tensor, spatial: number): number[] {
  // A batch of channels of one axis: what PyTorch reads 3 axes as in dropout2d.
  const legacy = spatial === 2 && input.ndim === 3;
  const lead = legacy ? 2 : input.ndim - spatial;
  if (lead !== 1 && lead !== 2) {
    const remedy = `give [N, C, …] or [C, …] with ${spatial} axes after the channels`;
    fail(op, 'the axes do not fit', shapeText(input.shape), remedy);
  }
  return input.shape.map((size, axis) => (axis < lead ? size : 1));
}

function drop(
  op: string,
  input: Tensor,
  { p = 0.5, training = true }: DropoutOptions,
  shape: readonly number[],
): Tensor {
  requireProbability(op, p);
  if (!training || p === 0) return input;
  if (p === 1) return input.mul(0);
  return input.mul(noGrad(() => kept(shape, input, p).mul(1 / (1 - p))));
}

/**
 * Sets elements to 0 with probability `p`, and multiplies the others by 1 / (1 - p); the input itself where it is
 * not `training` (torch.nn.functional.dropout; Hinton et al. 2012).
 */
export function dropout(input: Tensor, options: DropoutOptions = {}): Tensor {
  return drop('dropout', input, options, input.shape);
}

/** Drops whole channels of [N, C, L] or [C, L] (torch.nn.functional.dropout1d). */
export function dropout1d(input: Tensor, options: DropoutOptions = {}): Tensor {
  return drop('dropout1d', input, options, channelShape('dropout1d', input, 1));
}

/** Drops whole channels of [N, C, H, W], or of [N, C, L] (torch.nn.functional.dropout2d). */
export function dropout2d(input: Tensor, options: DropoutOptions = {}): Tensor {
  return drop('dropout2d', input, options, channelShape('dropout2d', input, 2));
}

/** Drops whole channels of [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.dropout3d). */
export function dropout3d(input: Tensor, options: DropoutOptions = {}): Tensor {
  return drop('dropout3d', input, options, channelShape('dropout3d', input, 3));
}

/** What selu tends to for large negative inputs, as a positive number. */
const SELU_FLOOR = 1.7580993408473766;

function dropAlpha(
  op: string,
  input: Tensor,
  { p = 0.5, training = false }: DropoutOptions,
  shape: readonly number[],
): Tensor {
  requireProbability(op, p);
  if (!training || p === 0) return input;
  if (p === 1) return input.mul(0);
  const scale = 1 / Math.sqrt((SELU_FLOOR ** 2 * p + 1) * (1 - p));
  const mask = noGrad(() => kept(shape, input, p));
  const shift = noGrad(() =>
    mask
      .sub(1)
      .mul(SELU_FLOOR * scale)
      .add(SELU_FLOOR * scale * p),
  );
  return input.mul(noGrad(() => mask.mul(scale))).add(shift);
}

/** Dropout to selu's lowest value that keeps mean 0 and variance 1 (torch.nn.functional.alpha_dropout). */
export function alphaDropout(input: Tensor, options: DropoutOptions = {}): Tensor {
  return dropAlpha('alphaDropout', input, options, input.shape);
}

/** The same for whole channels of [N, C, …] (torch.nn.functional.feature_alpha_dropout). */
export function featureAlphaDropout(input: Tensor, options: DropoutOptions = {}): Tensor {
  const shape = input.shape.map((size, axis) => (axis < 2 ? size : 1));
  return dropAlpha('featureAlphaDropout', input, options, shape);
}
