/** Activations brought to a common scale. */
import { noGrad } from '../../autograd/mode';
import { isHalf } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/** Options of normalisations. */
export interface AffineOptions {
  /** Times what is normalised; none by default. */
  readonly weight?: Tensor | null;
  /** Added after the weight; none by default. */
  readonly bias?: Tensor | null;
  /** Added to the variance. */
  readonly eps?: number;
}

/** Of 16 bits: as PyTorch's, the mean and the variance are float32's, and the result is rounded once. */
function inFloat32(input: Tensor, compute: (wide: Tensor) => Tensor): Tensor {
  return compute(input.float()).to(input.dtype);
}

/** Zero mean and unit variance over some axes. */
function standardized(input: Tensor, axes: readonly number[], eps: number): Tensor {
  const centered = input.sub(input.mean(axes, true));
  return centered.mul(centered.square().mean(axes, true).add(eps).rsqrt());
}

function lastAxes(op: string, input: Tensor, shape: readonly number[]): number[] {
  const last = input.shape.slice(Math.max(input.ndim - shape.length, 0));
  if (shape.length === 0 || !sameShape(last, shape)) {
    const values = `input ${shapeText(input.shape)}, normalizedShape ${shapeText(shape)}`;
    fail(op, 'the last axes differ', values, 'give the sizes of the last axes of the input');
  }
  return shape.map((_, i) => i - shape.length);
}

/** Options of `rmsNorm`. */
export interface RMSNormOptions {
  /** Times what is normalised; none by default. */
  readonly weight?: Tensor | null;
  /** Added to the mean square; by default the distance from 1 to the next number of the dtype. */
  readonly eps?: number | null;
}

/** Divides by the root of the mean square over the last axes (torch.nn.functional.rms_norm; Zhang and Sennrich 2019). */
export function rmsNorm(
  input: Tensor,
  normalizedShape: readonly number[],
  { weight = null, eps = null }: RMSNormOptions = {},
): Tensor {
  if (isHalf(input.type)) return inFloat32(input, (x) => rmsNorm(x, normalizedShape, { weight, eps }));
  const axes = lastAxes('rmsNorm', input, normalizedShape);
  const added = eps ?? (input.dtype === 'float64' ? Number.EPSILON : 2 ** -23);
  const normal = input.mul(input.square().mean(axes, true).add(added).rsqrt());
  return weight ? normal.mul(weight) : normal;
}

/** [C] as [1, C, 1, …], to meet [N, C, …]. */
function channels(values: Tensor, input: Tensor): Tensor {
  return values.reshape([1, -1, ...input.shape.slice(2).map(() => 1)]);
}

function affine(normal: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const scaled = weight ? normal.mul(channels(weight, normal)) : normal;
  return bias ? scaled.add(channels(bias, normal)) : scaled;
}

/**
 * Zero mean and unit variance over each of `numGroups` groups of the channels of [N, C, …], then times `weight` [C]
 * plus `bias` [C] (torch.nn.functional.group_norm; Wu and He 2018).
 */
export function groupNorm(
  input: Tensor,
  numGroups: number,
  { weight = null, bias = null, eps = 1e-5 }: AffineOptions = {},
): Tensor {
  if (isHalf(input.type)) return inFloat32(input, (x) => groupNorm(x, numGroups, { weight, bias, eps }));
  if (input.ndim < 2 || input.shape[1] % numGroups !== 0) {
    const values = `${numGroups} groups, input ${shapeText(input.shape)}`;
    fail(
      'groupNorm',
      'the channels do not fall into the groups',
      values,
      'give [N, C, …] with C a multiple of them',
    );
  }
  const groups = input.reshape([input.shape[0], numGroups, -1]);
  return affine(standardized(groups, [-1], eps).reshape(input.shape), weight, bias);
}

/** Options of normalisations with running statistics. */
export interface RunningOptions extends AffineOptions {
  /** [C]; updated in place from the batch. */
  readonly runningMean?: Tensor | null;
  /** [C]; updated in place from the batch. */
  readonly runningVar?: Tensor | null;
  /** How much of the batch comes into the running statistics. */
  readonly momentum?: number;
}

/**
 * Zero mean and unit variance over all axes but the channels' of [N, C, …], by the batch while `training`, else by
 * the running statistics (torch.nn.functional.batch_norm; Ioffe and Szegedy 2015).
 */
export function batchNorm(
  input: Tensor,
  {
    runningMean = null,
    runningVar = null,
    weight = null,
    bias = null,
    training = false,
    momentum = 0.1,
    eps = 1e-5,
  }: RunningOptions & { readonly training?: boolean } = {},
): Tensor {
  const options = { runningMean, runningVar, weight, bias, training, momentum, eps };
  if (isHalf(input.type)) return inFloat32(input, (x) => batchNorm(x, options));
  if (input.ndim < 2) {
    fail('batchNorm', 'the input has no channels', shapeText(input.shape), 'give [N, C] or [N, C, …]');
  }
  if (!training) {
    if (!runningMean || !runningVar) {
      fail(
        'batchNorm',
        'there are no running statistics',
        'training: false',
        'give runningMean and runningVar',
      );
    }
    const scale = channels(runningVar.add(eps).rsqrt(), input);
    return affine(input.sub(channels(runningMean, input)).mul(scale), weight, bias);
  }
  const axes = input.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const count = input.numel() / input.shape[1];
  if (count <= 1) {
    const remedy = 'give a larger batch, or call eval()';
    fail('batchNorm', 'a channel needs more than one value in training', shapeText(input.shape), remedy);
  }
  noGrad(() => {
    const values = input.detach();
    if (runningMean) blend(runningMean, values.mean(axes), momentum);
    if (runningVar) blend(runningVar, values.var(axes), momentum);
  });
  return affine(standardized(input, axes, eps), weight, bias);
}

function blend(running: Tensor, latest: Tensor, momentum: number): void {
  running.mul_(1 - momentum).add_(latest.mul(momentum));
}

/**
 * Zero mean and unit variance over each channel of each element of [N, C, …], or by the running statistics where not
 * `useInputStats` (torch.nn.functional.instance_norm; Ulyanov et al. 2016).
 */
export function instanceNorm(
  input: Tensor,
  {
    runningMean = null,
    runningVar = null,
    weight = null,
    bias = null,
    useInputStats = true,
    momentum = 0.1,
    eps = 1e-5,
  }: RunningOptions & { readonly useInputStats?: boolean } = {},
): Tensor {
  const options = { runningMean, runningVar, weight, bias, useInputStats, momentum, eps };
  if (isHalf(input.type)) return inFloat32(input, (x) => instanceNorm(x, options));
  if (!useInputStats) return batchNorm(input, { runningMean, runningVar, weight, bias, eps });
  const axes = input.shape.map((_, axis) => axis).slice(2);
  if (axes.reduce((count, axis) => count * input.shape[axis], 1) <= 1) {
    const remedy = 'give a larger input';
    fail('instanceNorm', 'a channel needs more than one value', shapeText(input.shape), remedy);
  }
  noGrad(() => {
    const values = input.detach();
    if (runningMean) blend(runningMean, values.mean(axes).mean(0), momentum);
    if (runningVar) blend(runningVar, values.var(axes).mean(0), momentum);
  });
  return affine(standardized(input, axes, eps), weight, bias);
}
