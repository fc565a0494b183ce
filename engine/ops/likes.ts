/** Tensors made as another is: its dtype, unless options say otherwise. */
import { fail, shapeText } from '../tensor/errors';
import { elements, rowMajor } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { empty, full, ones, type TensorOptions, zeros } from './creation';
import { type TensorData, tensor } from './data';
import { methods } from './methods';

/** The tensor itself where its dtype stays, else a new one (torch.as_tensor). Arrays are always copied. */
export function asTensor(data: TensorData, options: TensorOptions = {}): Tensor {
  if (!(data instanceof Tensor)) return tensor(data, options);
  const { dtype = data.dtype, device = 'cpu' } = options;
  return data.to({ dtype, device });
}

/**
 * Of row-major positions in a shape the index along each axis, int64 (torch.unravel_index):
 * `unravelIndex(x.argmax(), x.shape)` is where the largest element is.
 */
export function unravelIndex(indices: Tensor, shape: readonly number[]): Tensor[] {
  const count = elements(shape);
  const places = indices.long();
  if (places.numel() > 0) {
    for (const place of [places.min().item(), places.max().item()]) {
      if (place >= -count && place < count) continue;
      const text = `${shapeText(shape)} has ${count} elements`;
      fail('unravelIndex', `index ${place} is out of range`, text, `give one from ${-count} to ${count - 1}`);
    }
  }
  const front = places.add(places.lt(0).long().mul(count));
  const strides = rowMajor(shape);
  return shape.map((size, axis) => front.floorDivide(strides[axis]).remainder(Math.max(size, 1)));
}

const like = (input: Tensor, options: TensorOptions = {}): TensorOptions => ({
  dtype: input.dtype,
  ...options,
});

methods({
  newEmpty: (input: Tensor, shape: readonly number[], options?: TensorOptions) =>
    empty(shape, like(input, options)),
  newZeros: (input: Tensor, shape: readonly number[], options?: TensorOptions) =>
    zeros(shape, like(input, options)),
  newOnes: (input: Tensor, shape: readonly number[], options?: TensorOptions) =>
    ones(shape, like(input, options)),
  newFull: (input: Tensor, shape: readonly number[], value: number | boolean, options?: TensorOptions) =>
    full(shape, value, like(input, options)),
  newTensor: (input: Tensor, data: TensorData, options?: TensorOptions) => tensor(data, like(input, options)),
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** A tensor of this one's dtype whose elements are whatever the memory holds. */
    newEmpty(shape: readonly number[], options?: TensorOptions): Tensor;
    /** Zeros of this tensor's dtype. */
    newZeros(shape: readonly number[], options?: TensorOptions): Tensor;
    /** Ones of this tensor's dtype. */
    newOnes(shape: readonly number[], options?: TensorOptions): Tensor;
    /** `value` everywhere, in this tensor's dtype. */
    newFull(shape: readonly number[], value: number | boolean, options?: TensorOptions): Tensor;
    /** A tensor of arrays or numbers, in this tensor's dtype. */
    newTensor(data: TensorData, options?: TensorOptions): Tensor;
  }
}
