/** The same memory with its axes in another order, or repeated. */
import { mode } from '../autograd/mode';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, broadcastsTo, type Shape, sizesOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';

type Input = readonly [Tensor];

/** A tensor on the memory of another, which stays its base for ops in place. */
export function seenAs(tensor: Tensor, shape: Shape, strides: Shape, offset: number): Tensor {
  const view = new Tensor(tensor.storage, tensor.type, shape, strides, offset);
  if (mode.recording) view.base = tensor.base ?? tensor;
  return view;
}

const permuteRow = define('permute', {
  operands: ['input'],
  forward: ([input]: Input, { dims }: { readonly dims: readonly number[] }) => {
    const { shape, strides, offset } = input;
    return seenAs(
      input,
      dims.map((axis) => shape[axis]),
      dims.map((axis) => strides[axis]),
      offset,
    );
  },
  gradient: { input: ({ grad, dims }) => grad.permute(dims.map((_, axis) => dims.indexOf(axis))) },
});

/** The axes in another order (torch.permute). */
export function permute(input: Tensor, ...order: readonly number[] | readonly [readonly number[]]): Tensor {
  const dims = sizesOf(order).map((dim) => axisOf('permute', dim, input.ndim));
  if (dims.length !== input.ndim || new Set(dims).size !== dims.length) {
    fail(
      'permute',
      'not every axis comes once',
      `${shapeText(dims)} for ${input.ndim} axes`,
      'name each axis once',
    );
  }
  return dispatch(permuteRow, [input], { dims });
}

const transposeRow = define('transpose', {
  operands: ['input'],
  forward: ([input]: Input, { dim0, dim1 }: { readonly dim0: number; readonly dim1: number }) => {
    const shape = [...input.shape];
    const strides = [...input.strides];
    [shape[dim0], shape[dim1]] = [shape[dim1], shape[dim0]];
    [strides[dim0], strides[dim1]] = [strides[dim1], strides[dim0]];
    return seenAs(input, shape, strides, input.offset);
  },
  gradient: { input: ({ grad, dim0, dim1 }) => grad.transpose(dim0, dim1) },
});

/** Exchanges two axes (torch.transpose). */
export function transpose(input: Tensor, dim0: number, dim1: number): Tensor {
  const { ndim } = input;
  if (ndim === 0) return input;
  return dispatch(transposeRow, [input], {
    dim0: axisOf('transpose', dim0, ndim),
    dim1: axisOf('transpose', dim1, ndim),
  });
}

/** The transpose of a matrix; a vector is its own (torch.t). */
export function t(input: Tensor): Tensor {
  if (input.ndim > 2) {
    fail('t', 'the tensor is no matrix', shapeText(input.shape), 'use transpose(dim0, dim1) or permute()');
  }
  return input.ndim < 2 ? input : transpose(input, 0, 1);
}

const expandRow = define('expand', {
  operands: ['input'],
  forward: ([input]: Input, { shape }: { readonly shape: Shape }) => {
    const missing = shape.length - input.ndim;
    const strides = shape.map((size, axis) => {
      const own = axis - missing;
      return own < 0 || (input.shape[own] === 1 && size !== 1) ? 0 : input.strides[own];
    });
    return seenAs(input, shape, strides, input.offset);
  },
  // The walker sums a gradient over the axes that were repeated.
  gradient: { input: ({ grad }) => grad },
});

/** Repeats axes of size 1 without copying; -1 leaves a size as it is (torch.Tensor.expand). */
export function expand(input: Tensor, ...sizes: readonly number[] | readonly [readonly number[]]): Tensor {
  const given = sizesOf(sizes);
  const missing = given.length - input.ndim;
  const shape = given.map((size, axis) => (size === -1 ? (input.shape[axis - missing] ?? -1) : size));
  if (!broadcastsTo(input.shape, shape) || shape.includes(-1)) {
    fail(
      'expand',
      'only axes of size 1 can be repeated',
      `${shapeText(input.shape)} to ${shapeText(given)}`,
      'sizes are counted from the last axis; use repeat() for other sizes',
    );
  }
  return dispatch(expandRow, [input], { shape });
}

/** Like {@link expand}, to the shape of another tensor. */
export function expandAs(input: Tensor, other: Tensor): Tensor {
  return expand(input, other.shape);
}

/** The tensor seen as `shape`, by repeating (torch.broadcast_to). */
export function broadcastTo(input: Tensor, shape: readonly number[]): Tensor {
  return expand(input, shape);
}

methods({ permute, transpose, t, expand, expandAs, broadcastTo });
Object.defineProperty(Tensor.prototype, 'T', {
  get(this: Tensor) {
    return t(this);
  },
});
Object.defineProperty(Tensor.prototype, 'mT', {
  get(this: Tensor) {
    return transpose(this, -2, -1);
  },
});

export type Sizes = readonly number[] | readonly [readonly number[]];

declare module '../tensor/tensor' {
  interface Tensor {
    /** The transpose of a matrix; a vector is its own. */
    readonly T: Tensor;
    /** With the last two axes exchanged. */
    readonly mT: Tensor;
    /** The axes in another order. */
    permute(...order: Sizes): Tensor;
    /** Exchanges two axes. */
    transpose(dim0: number, dim1: number): Tensor;
    /** The transpose of a matrix; a vector is its own. */
    t(): Tensor;
    /** Repeats axes of size 1 without copying; -1 leaves a size as it is. */
    expand(...sizes: Sizes): Tensor;
    /** Repeats axes of size 1 up to the shape of `other`. */
    expandAs(other: Tensor): Tensor;
    /** Repeats axes of size 1, and adds axes in front, up to `shape`. */
    broadcastTo(shape: readonly number[]): Tensor;
  }
}
