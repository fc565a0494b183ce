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

/** The norm of all tensors as one vector: a scalar (torch.nn.utils.get_total_norm). */
export function getTotalNorm(tensors: Tensor | Iterable<Tensor>, options: ClipOptions = {}): Tensor {
  return totalNorm('getTotalNorm', tensors instanceof Tensor ? [tensors] : [...tensors], options);
}

function totalNorm(
  op: string,
  all: readonly Tensor[],
  { normType = 2, errorIfNonfinite = false }: ClipOptions,
): Tensor {
  return noGrad(() => {
    if (all.length === 0) return tensor(0, { dtype: 'float32' });
    const norm = stack(all.map((each) => each.detach().norm(normType))).norm(normType);
    if (errorIfNonfinite && !Number.isFinite(norm.item())) {
      const remedy = 'look for the first op that gives it, or leave out errorIfNonfinite';
      fail(op, 'the total norm of the gradients is not finite', String(norm.item()), remedy);
    }
    return norm;
  });
}

/**
 * Scales all gradients by maxNorm / totalNorm, in place, unless it is more than 1
 * (torch.nn.utils.clip_grads_with_norm_).
 */
export function clipGradsWithNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  totalNorm: Tensor,
): void {
  noGrad(() => {
    const factor = maxNorm / (totalNorm.item() + 1e-6);
    if (!(factor >= 1)) for (const gradient of gradientsOf(parameters)) gradient.mul_(factor);
  });
}

/**
 * Scales all gradients by one factor, in place, so that their norm as one vector is at most `maxNorm`. Gives the
 * norm before (torch.nn.utils.clip_grad_norm_).
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipOptions = {},
): Tensor {
  const all = parameters instanceof Tensor ? [parameters] : [...parameters];
  const norm = totalNorm('clipGradNorm_', gradientsOf(all), options);
  clipGradsWithNorm_(all, maxNorm, norm);
  return norm;
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
