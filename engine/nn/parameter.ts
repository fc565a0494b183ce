import { noGrad } from '../autograd/mode';
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

/** Gives a parameter or a buffer, and its gradient, another dtype or place; it stays the same object. */
export function convert(tensor: Tensor, target: Parameters<Tensor['to']>[0]): void {
  noGrad(() => {
    const moved = tensor.detach().to(target);
    if (moved.type === tensor.type) return;
    const { storage, type, shape, strides, offset } = moved;
    storage.holders++;
    tensor.storage.drop();
    Object.assign(tensor, { storage, type, shape, strides, offset });
    if (tensor.grad) tensor.grad = tensor.grad.to(target);
  });
}
