/** How variables vary together. */
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { requireTensor } from './dispatch';
import { methods } from './methods';
import { requireOptions } from './options';

/** How {@link cov} weighs observations. */
export interface CovOptions {
  /** What is subtracted from the number of observations; 1 by default. */
  readonly correction?: number;
  /** How often each observation was made: integers, [observations]. */
  readonly fweights?: Tensor;
  /** How much each observation counts: [observations]. */
  readonly aweights?: Tensor;
}

/** The input as [variables, observations]. */
function observations(op: string, input: Tensor): Tensor {
  requireTensor(op, 'the input', input);
  if (input.ndim > 2)
    fail(op, 'the tensor has more than 2 axes', shapeText(input.shape), 'give [variables, observations]');
  const floats = input.isFloatingPoint() ? input : input.float();
  return input.ndim < 2 ? floats.reshape(1, -1) : floats;
}

/**
 * The covariances of variables, [variables, variables] of [variables, observations]; of one variable its variance
 * (torch.cov).
 */
export function cov(input: Tensor, options: CovOptions = {}): Tensor {
  requireOptions('cov', options, '{ correction: 0 }');
  const { correction = 1, fweights, aweights } = options;
  const values = observations('cov', input);
  const count = values.shape[1];
  for (const weights of [fweights, aweights]) {
    if (weights === undefined || (weights.ndim === 1 && weights.shape[0] === count)) continue;
    const shapes = `${shapeText(weights.shape)} for ${count} observations`;
    fail('cov', 'there is not one weight for each observation', shapes, `give them the shape [${count}]`);
  }
  const given = [fweights, aweights]
    .filter((weights) => weights !== undefined)
    .map((each) => each.to(values.dtype));
  if (given.length === 0) {
    const distance = values.sub(values.mean(1, true));
    return distance
      .matmul(distance.t())
      .div(Math.max(count - correction, 0))
      .squeeze();
  }
  const weights = given.length === 2 ? given[0].mul(given[1]) : given[0];
  const sum = weights.sum();
  // With weights that are no counts, the correction weighs what it takes off (numpy.cov).
  const taken = aweights === undefined ? correction : weights.mul(aweights).sum().div(sum).mul(correction);
  const distance = values.sub(values.mul(weights).sum(1, true).div(sum));
  return distance
    .matmul(distance.mul(weights).t())
    .div(sum.sub(taken).clamp({ min: 0 }))
    .squeeze();
}

/** The correlation coefficients of variables, as {@link cov}, between -1 and 1 (torch.corrcoef). */
export function corrcoef(input: Tensor): Tensor {
  const covariances = cov(observations('corrcoef', input));
  if (covariances.ndim === 0) return covariances.div(covariances);
  const deviations = covariances.diagonal().sqrt();
  return covariances.div(deviations.unsqueeze(1)).div(deviations).clamp({ min: -1, max: 1 });
}

methods({ cov, corrcoef });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The covariances of variables, of [variables, observations]. */
    cov(options?: CovOptions): Tensor;
    /** The correlation coefficients of variables, of [variables, observations]. */
    corrcoef(): Tensor;
  }
}
