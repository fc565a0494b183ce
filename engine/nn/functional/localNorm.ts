/** Normalisation over neighbouring channels. */
import { zeros } from '../../ops/creation';
import { cat } from '../../ops/join';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of `localResponseNorm`. */
export interface LocalResponseOptions {
  /** Times the mean of the squares; 1e-4 by default. */
  readonly alpha?: number;
  /** The power of the divisor; 0.75 by default. */
  readonly beta?: number;
  /** Added below the power; 1 by default. */
  readonly k?: number;
}

/**
 * Divides by (k + alpha · the mean of the squares of `size` channels around)^beta; channels past the ends count as 0
 * (torch.nn.functional.local_response_norm; Krizhevsky et al. 2012): [N, C, …].
 */
export function localResponseNorm(
  input: Tensor,
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseOptions = {},
): Tensor {
  if (input.ndim < 3 || !(size >= 1)) {
    const values = `input ${shapeText(input.shape)}, size ${size}`;
    fail(
      'localResponseNorm',
      'the input has no channels to look around in',
      values,
      'give [N, C, …] and a size from 1',
    );
  }
  const [batch, channels, ...rest] = input.shape;
  const none = (count: number) => zeros([batch, count, ...rest], { dtype: input.dtype });
  const before = Math.floor(size / 2);
  const padded = cat([none(before), input.square(), none(size - 1 - before)], 1);
  const parts = Array.from({ length: size }, (_, i) => padded.narrow(1, i, channels));
  const mean = parts.reduce((sum, part) => sum.add(part)).div(size);
  return input.div(mean.mul(alpha).add(k).pow(beta));
}
