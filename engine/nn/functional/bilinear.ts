/** Products of two inputs with a weight. */
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/** x1ᵀ W x2 + b: [..., I], [..., J] and weight [K, I, J] to [..., K] (torch.nn.functional.bilinear). */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [out, in1, in2] = weight.shape;
  const batch = x1.shape.slice(0, -1);
  const fits = sameShape(batch, x2.shape.slice(0, -1)) && x1.shape.at(-1) === in1 && x2.shape.at(-1) === in2;
  if (!fits) {
    const values = `inputs ${shapeText(x1.shape)} and ${shapeText(x2.shape)}, weight ${shapeText(weight.shape)}`;
    fail('bilinear', 'the shapes do not fit', values, 'give [..., I], [..., J] and [K, I, J]');
  }
  // [M, K, J]
  const left = x1
    .reshape([-1, in1])
    .matmul(weight.permute(1, 0, 2).reshape([in1, out * in2]))
    .reshape([-1, out, in2]);
  const product = left
    .mul(x2.reshape([-1, 1, in2]))
    .sum(-1)
    .reshape([...batch, out]);
  return bias ? product.add(bias) : product;
}
