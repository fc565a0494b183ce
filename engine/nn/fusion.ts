/** Layers that take a batch normalisation after them into their own weights (torch.nn.utils.fusion). */
import { noGrad } from '../autograd/mode';
import { zeros } from '../ops/creation';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { copyModule } from './copy';
import type { Module } from './module';
import { Parameter } from './parameter';
import type { BatchNorm } from './runningNorm';

/** A layer whose weight has an axis of outputs. */
export type Fusible = Module & {
  /** [out, in, …kernel], or of transpositions [in, out, …kernel]. */
  weight: Parameter;
  /** [out] */
  bias: Parameter | null;
};

/**
 * A copy of a convolution that gives what the normalisation gives of its output, for evaluation
 * (torch.nn.utils.fusion.fuse_conv_bn_eval). `transpose` is for weights [in, out, …kernel].
 */
export function fuseConvBnEval<M extends Fusible>(
  conv: M,
  norm: BatchNorm,
  { transpose = false }: { readonly transpose?: boolean } = {},
): M {
  return fused('fuseConvBnEval', conv, norm, transpose ? 1 : 0);
}

/** A copy of a linear layer that gives what the normalisation gives of its output, for evaluation (torch: fuse_linear_bn_eval). */
export function fuseLinearBnEval<M extends Fusible>(linear: M, norm: BatchNorm): M {
  return fused('fuseLinearBnEval', linear, norm, 0);
}

function fused<M extends Fusible>(op: string, layer: M, norm: BatchNorm, axis: number): M {
  const { runningMean, runningVar, eps } = norm;
  if (layer.training || norm.training)
    fail(op, 'a layer is in training', layer.constructor.name, 'call eval()');
  if (!runningMean || !runningVar) {
    fail(
      op,
      'there are no running statistics',
      norm.constructor.name,
      'make it with trackRunningStats: true',
    );
  }
  return noGrad(() => {
    const share = runningVar.add(eps).rsqrt();
    const scale = norm.weight ? share.mul(norm.weight) : share;
    const { weight, bias } = layer;
    const shape = weight.shape.map((_, i) => (i === axis ? -1 : 1));
    const centered = (bias ?? zeros(runningMean.shape, { dtype: weight.dtype })).sub(runningMean).mul(scale);
    const copy = copyModule(layer);
    const parameter = (value: Tensor, like: Parameter) =>
      new Parameter(keep(value.detach()), { requiresGrad: like.requiresGrad });
    copy.weight = parameter(weight.mul(scale.reshape(shape)), weight);
    copy.bias = parameter(norm.bias ? centered.add(norm.bias) : centered, bias ?? weight);
    return copy;
  });
}
