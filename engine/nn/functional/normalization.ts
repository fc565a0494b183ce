/** Activations brought to a common scale. */
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/**
 * Zero mean and unit variance over the last axes, whose sizes are `normalizedShape`, then times `weight` plus
 * `bias` (torch.nn.functional.layer_norm).
 */
export function layerNorm(
  input: Tensor,
  normalizedShape: readonly number[],
  {
    weight = null,
    bias = null,
    eps = 1e-5,
  }: { weight?: Tensor | null; bias?: Tensor | null; eps?: number } = {},
): Tensor {
  const last = input.shape.slice(input.ndim - normalizedShape.length);
  if (normalizedShape.length === 0 || !sameShape(last, normalizedShape)) {
    const values = `input ${shapeText(input.shape)}, normalizedShape ${shapeText(normalizedShape)}`;
    fail('layerNorm', 'the last axes differ', values, 'give the sizes of the last axes of the input');
  }
  const axes = normalizedShape.map((_, i) => i - normalizedShape.length);
  const centered = input.sub(input.mean(axes, true));
  const normal = centered.mul(centered.square().mean(axes, true).add(eps).rsqrt());
  const scaled = weight ? normal.mul(weight) : normal;
  return bias ? scaled.add(bias) : scaled;
}
