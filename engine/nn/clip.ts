import { noGrad } from '../autograd/mode';
import { tensor } from '../ops/data';
import { stack } from '../ops/join';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

export interface ClipOptions {
  /** 2 by default; Infinity is the largest absolute element. */
  readonly normType?: number;
  /** Throws where the norm is NaN or infinite. */
  readonly errorIfNonfinite?: boolean;
}

/**
 * Scales all gradients by one factor, in place, so that their norm as one vector is at most `maxNorm`. Gives the
 * norm before (torch.nn.utils.clip_grad_norm_).
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipOptions = {},
): Tensor {
  return noGrad(() => {
    const gradients = gradientsOf(parameters);
    if (gradients.length === 0) return tensor(0, { dtype: 'float32' });
    const norm = vectorNorm(stack(gradients.map((gradient) => vectorNorm(gradient, normType))), normType);
    const value = norm.item();
    if (errorIfNonfinite && !Number.isFinite(value)) {
      const remedy = 'look for the first op that gives it, or leave out errorIfNonfinite';
      fail('clipGradNorm_', 'the total norm of the gradients is not finite', String(value), remedy);
    }
    const factor = maxNorm / (value + 1e-6);
    if (!(factor >= 1)) for (const gradient of gradients) gradient.mul_(factor);
    return norm;
  });
}

/** Cuts every element of the gradients to ±`clipValue`, in place (torch.nn.utils.clip_grad_value_). */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  noGrad(() => {
    for (const gradient of gradientsOf(parameters))
      gradient.copy_(gradient.clamp({ min: -clipValue, max: clipValue }));
  });
}

function gradientsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const all = parameters instanceof Tensor ? [parameters] : [...parameters];
  return all.flatMap(({ grad }) => grad ?? []);
}

function vectorNorm(values: Tensor, normType: number): Tensor {
  const sizes = values.detach().abs();
  if (normType === Number.POSITIVE_INFINITY) return sizes.max();
  if (normType === 2) return sizes.square().sum().sqrt();
  return sizes
    .pow(normType)
    .sum()
    .pow(1 / normType);
}
