import { noGrad } from '../autograd/mode';
import type { DType } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';

/**
 * A tensor that is trained (torch.nn.Parameter): in a module's field it is one of the module's `parameters()`.
 * Shares the memory of the tensor that it is made from.
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, { requiresGrad = true }: { requiresGrad?: boolean } = {}) {
    const { storage, type, shape, strides, offset } = data;
    super(storage, type, shape, strides, offset);
    if (requiresGrad) this.requiresGrad_();
  }
}

/** Gives a parameter or a buffer, and its gradient, another element type; it stays the same object. */
export function convert(tensor: Tensor, dtype: DType): void {
  if (tensor.dtype === dtype) return;
  noGrad(() => {
    const { storage, type, shape, strides, offset } = tensor.detach().to(dtype);
    storage.holders++;
    tensor.storage.drop();
    Object.assign(tensor, { storage, type, shape, strides, offset });
    if (tensor.grad) tensor.grad = tensor.grad.to(dtype);
  });
}
