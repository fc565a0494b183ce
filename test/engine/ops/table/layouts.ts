/** Ways in which the same elements can lie in memory. */
import { type Tensor, zeros } from 'backstep';

export type Layout = (tensor: Tensor) => Tensor;

/** Every second element of a tensor with room between, written there as part of the graph. */
const sliced: Layout = (tensor) => {
  const room = roomFor(tensor, (size) => 2 * size + 3);
  const part = tensor.shape.reduce((view, size, axis) => view.slice(axis, 1, 1 + 2 * size, 2), room);
  return part.copy_(tensor);
};

/** At the end of a tensor that is one longer along each axis, found by negative places. */
const tail: Layout = (tensor) => {
  const room = roomFor(tensor, (size) => size + 1);
  const part = tensor.shape.reduce(
    // From -size to the end; no elements where there are none.
    (view, size, axis) => (size === 0 ? view.slice(axis, 1) : view.slice(axis, -size)),
    room,
  );
  return part.copy_(tensor);
};

const transposed: Layout = (tensor) => {
  const order = tensor.shape.map((_, axis) => tensor.ndim - 1 - axis);
  return tensor.permute(order).contiguous().permute(order);
};

/** Axes of size 1 have stride 0, as after expand(); others are as they were. */
const expanded: Layout = (tensor) => {
  const axis = tensor.shape.indexOf(1);
  return axis < 0 ? tensor : tensor.select(axis, 0).unsqueeze(axis).expand(tensor.shape);
};

function roomFor(tensor: Tensor, length: (size: number) => number): Tensor {
  return zeros(tensor.shape.map(length), { dtype: tensor.dtype });
}

/** Each leaves what it cannot lay out otherwise as it is. */
export const layouts: Readonly<Record<string, Layout>> = {
  'row-major': (tensor) => tensor,
  transposed: (tensor) => (tensor.ndim < 2 ? tensor : transposed(tensor)),
  sliced: (tensor) => (tensor.ndim === 0 ? tensor : sliced(tensor)),
  tail: (tensor) => (tensor.ndim === 0 ? tensor : tail(tensor)),
  expanded,
};
