/** Noise that a model is trained with. */
import { noGrad } from '../../autograd/mode';
import { rand } from '../../ops/random';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

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
