/** Views that can show an element several times: windows along an axis, and any strides. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf, elements, mayOverlap, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arange, ones, zeros } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { seenAs } from './view';

type Input = readonly [Tensor];

interface Windows {
  readonly dim: number;
  readonly size: number;
  readonly step: number;
}

const unfoldRow = define('unfold', {
  operands: ['input'],
  forward: ([input]: Input, { dim, size, step }: Windows) => {
    const { shape, strides } = input;
    if (input.ndim === 0) return seenAs(input, [size], [1], input.offset);
    const count = Math.floor((shape[dim] - size) / step) + 1;
    const along = (values: Shape, own: number, last: number) => [
      ...values.map((value, axis) => (axis === dim ? own : value)),
      last,
    ];
    return seenAs(
      input,
      along(shape, count, size),
      along(strides, strides[dim] * step, strides[dim]),
      input.offset,
    );
  },
  gradient: {
    input: ({ grad, inputShape, dim, size, step }): Tensor => {
      if (inputShape.length === 0) return grad.sum();
      const count = grad.shape[dim];
      const places = arange(count).mul(step).unsqueeze(1).add(arange(size)).reshape(-1);
      const flat = inputShape.map((length, axis) => (axis === dim ? count * size : length));
      const windows = grad.movedim(-1, dim + 1).reshape(flat);
      return zeros(inputShape, { dtype: grad.dtype }).indexAdd(dim, places, windows);
    },
  },
});

/**
 * Windows of `size` elements along an axis, each `step` after the last, in a new last axis; a view
 * (torch.Tensor.unfold). What is left at the end is in no window.
 */
export function unfold(input: Tensor, dim: number, size: number, step: number): Tensor {
  const axis = axisOf('unfold', dim, input.ndim);
  const length = input.shape[axis] ?? 1;
  const text = `size ${size}, step ${step} along axis ${axis} of ${shapeText(input.shape)}`;
  if (!Number.isInteger(size) || size < 0 || size > length)
    fail('unfold', 'a window does not fit the axis', text, `give a size from 0 to ${length}`);
  if (!Number.isInteger(step) || step < 1)
    fail('unfold', `${step} is no step`, text, 'give an integer of at least 1');
  return dispatch(unfoldRow, [input], { dim: axis, size, step });
}

interface Layout {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

interface Strided extends Layout {
  /** How the input lies in the same storage. */
  readonly from: Layout;
}

/** Where the last element lies, in elements from the storage's start. */
function lastOf({ shape, strides, offset }: Layout): number {
  return shape.reduce((last, size, axis) => last + (size - 1) * strides[axis], offset);
}

/** int64: where every element lies in its storage, counted from `low`; row-major in one axis. */
export function positions({ shape, strides, offset }: Layout, low: number): Tensor {
  return shape
    .reduce<Tensor>(
      (all, size, axis) => {
        const along = arange(size).mul(strides[axis]);
        return all.unsqueeze(-1).add(along);
      },
      arange(1)
        .add(offset - low)
        .reshape([]),
    )
    .reshape(-1);
}

const asStridedRow = define('asStrided', {
  operands: ['input'],
  forward: ([input]: Input, { shape, strides, offset }: Strided) => seenAs(input, shape, strides, offset),
  gradient: {
    input: ({ grad, inputShape, shape, strides, offset, from }): Tensor => {
      const view = { shape, strides, offset };
      if (elements(shape) === 0 || elements(inputShape) === 0)
        return zeros(inputShape, { dtype: grad.dtype });
      const low = Math.min(offset, from.offset);
      const room = [Math.max(lastOf(view), lastOf(from)) + 1 - low];
      const { dtype } = grad;
      let memory = zeros(room, { dtype }).indexAdd(0, positions(view, low), grad.reshape(-1));
      const own = positions(from, low);
      if (mayOverlap(from.shape, from.strides)) {
        // Elements of the input that share memory share its gradient.
        const counts = zeros(room, { dtype }).indexAdd(0, own, ones([own.numel()], { dtype }));
        memory = memory.div(counts.clamp({ min: 1 }));
      }
      return memory.indexSelect(0, own).reshape(inputShape);
    },
  },
});

/**
 * The tensor's memory in any shape and strides, counted in elements; `storageOffset` is the first element's, the
 * tensor's own by default (torch.as_strided). What lies outside of the memory is an error.
 */
export function asStrided(
  input: Tensor,
  size: readonly number[],
  stride: readonly number[],
  storageOffset: number = input.offset,
): Tensor {
  const view = { shape: [...size], strides: [...stride], offset: storageOffset };
  const text = `size ${shapeText(size)}, stride ${shapeText(stride)} from ${storageOffset}`;
  const whole = [...size, ...stride, storageOffset].every((each) => Number.isInteger(each) && each >= 0);
  if (size.length !== stride.length || !whole) {
    fail('asStrided', 'there is not one size and stride of at least 0 for each axis', text, 'give integers');
  }
  const room = Math.floor(input.storage.bytes / input.type.bytes);
  if (elements(size) > 0 && lastOf(view) >= room) {
    fail(
      'asStrided',
      'elements lie outside of the memory',
      `${text}, of ${room} elements`,
      'make it smaller',
    );
  }
  const from = { shape: input.shape, strides: input.strides, offset: input.offset };
  return dispatch(asStridedRow, [input], { ...view, from });
}

methods({ unfold, asStrided });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Windows of `size` elements along an axis, each `step` after the last, in a new last axis; a view. */
    unfold(dim: number, size: number, step: number): Tensor;
    /** The tensor's memory in any shape and strides, counted in elements. */
    asStrided(size: readonly number[], stride: readonly number[], storageOffset?: number): Tensor;
  }
}
