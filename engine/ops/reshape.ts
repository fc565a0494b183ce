/** Other shapes of the same elements. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf, elements, rowMajor, type Shape, sizesOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { contiguous } from './cast';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { type Sizes, seenAs } from './view';

type Input = readonly [Tensor];

/** Sizes with a -1 filled in from the number of elements. */
function filled(op: string, shape: Shape, sizes: Shape): Shape {
  const count = elements(shape);
  const missing = sizes.indexOf(-1);
  let full = sizes;
  if (missing >= 0) {
    const others = elements(sizes.filter((_, axis) => axis !== missing));
    if (others === 0 || !Number.isInteger(count / others) || sizes.indexOf(-1, missing + 1) >= 0) {
      fail(
        op,
        'the size of -1 cannot be told',
        `${shapeText(shape)} to ${shapeText(sizes)}`,
        'give every size',
      );
    }
    full = sizes.map((size, axis) => (axis === missing ? count / others : size));
  }
  if (elements(full) !== count || full.some((size) => !Number.isInteger(size) || size < 0)) {
    fail(
      op,
      'the number of elements differs',
      `${shapeText(shape)} has ${count}, ${shapeText(sizes)} has ${elements(full)}`,
      'give sizes whose product is the same',
    );
  }
  return full;
}

/** Strides that show the elements in a new shape without moving them; null where that cannot be. */
export function stridesFor(shape: Shape, strides: Shape, target: Shape): Shape | null {
  if (elements(shape) === 0) return rowMajor(target);
  // Axes that lie in memory one after the other are one run; the last comes first.
  const runs: { count: number; step: number }[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const run = runs.at(-1);
    if (shape[axis] === 1) continue;
    if (run && strides[axis] === run.count * run.step) run.count *= shape[axis];
    else runs.push({ count: shape[axis], step: strides[axis] });
  }
  const result = target.slice();
  let run = runs.shift() ?? { count: 1, step: 1 };
  let covered = 1;
  for (let axis = target.length - 1; axis >= 0; axis--) {
    if (target[axis] !== 1 && covered === run.count) {
      run = runs.shift() ?? run;
      covered = 1;
    }
    result[axis] = covered * run.step;
    covered *= target[axis];
    if (run.count % covered !== 0) return null;
  }
  return result;
}

const back = {
  input: ({ grad, inputShape }: { grad: Tensor; inputShape: Shape }) => grad.reshape(inputShape),
};

const viewRow = define('view', {
  operands: ['input'],
  forward: ([input]: Input, { shape }: { readonly shape: Shape }) => {
    const full = filled('view', input.shape, shape);
    const strides = stridesFor(input.shape, input.strides, full);
    if (strides === null) {
      return fail(
        'view',
        'the elements do not lie in memory in the order of the new shape',
        `${shapeText(input.shape)} with strides ${shapeText(input.strides)} to ${shapeText(full)}`,
        'use reshape(), which copies where it must',
      );
    }
    return seenAs(input, full, strides, input.offset);
  },
  gradient: back,
});

/** The same memory in another shape; one size can be -1 (torch.Tensor.view). Throws where a copy is needed. */
export function view(input: Tensor, ...sizes: readonly number[] | readonly [readonly number[]]): Tensor {
  return dispatch(viewRow, [input], { shape: sizesOf(sizes) });
}

/** Another shape of the same elements; one size can be -1. A view where possible, else a copy (torch.reshape). */
export function reshape(input: Tensor, ...sizes: readonly number[] | readonly [readonly number[]]): Tensor {
  const shape = filled('reshape', input.shape, sizesOf(sizes));
  if (stridesFor(input.shape, input.strides, shape) !== null) return dispatch(viewRow, [input], { shape });
  return dispatch(viewRow, [contiguous(input)], { shape });
}

/** Makes one axis of the axes from `startDim` to `endDim` (torch.flatten). */
export function flatten(input: Tensor, startDim = 0, endDim = -1): Tensor {
  const { shape, ndim } = input;
  if (ndim === 0) return reshape(input, [1]);
  const start = axisOf('flatten', startDim, ndim);
  const end = axisOf('flatten', endDim, ndim);
  if (start > end) fail('flatten', 'startDim is after endDim', `${startDim} and ${endDim}`, 'exchange them');
  if (start === end) return input;
  const joined = elements(shape.slice(start, end + 1));
  return reshape(input, [...shape.slice(0, start), joined, ...shape.slice(end + 1)]);
}

/** Makes several axes of one (torch.unflatten). */
export function unflatten(input: Tensor, dim: number, sizes: readonly number[]): Tensor {
  const axis = axisOf('unflatten', dim, input.ndim);
  const inner = filled('unflatten', [input.shape[axis]], sizes);
  return view(input, [...input.shape.slice(0, axis), ...inner, ...input.shape.slice(axis + 1)]);
}

const squeezeRow = define('squeeze', {
  operands: ['input'],
  forward: ([input]: Input, { dims }: { readonly dims: readonly number[] }) => {
    const stays = (_: number, axis: number) => input.shape[axis] !== 1 || !dims.includes(axis);
    return seenAs(input, input.shape.filter(stays), input.strides.filter(stays), input.offset);
  },
  gradient: back,
});

/** Drops axes of size 1: all of them, or those of `dim` that have it (torch.squeeze). */
export function squeeze(input: Tensor, dim?: number | readonly number[]): Tensor {
  const all = input.shape.map((_, axis) => axis);
  const dims = dim === undefined ? all : [dim].flat().map((each) => axisOf('squeeze', each, input.ndim));
  return dispatch(squeezeRow, [input], { dims });
}

const unsqueezeRow = define('unsqueeze', {
  operands: ['input'],
  forward: ([input]: Input, { dim }: { readonly dim: number }) => {
    const { shape, strides } = input;
    const step = dim < input.ndim ? shape[dim] * strides[dim] : 1;
    return seenAs(
      input,
      [...shape.slice(0, dim), 1, ...shape.slice(dim)],
      [...strides.slice(0, dim), step, ...strides.slice(dim)],
      input.offset,
    );
  },
  gradient: back,
});

/** A new axis of size 1 before axis `dim`; -1: after the last (torch.unsqueeze). */
export function unsqueeze(input: Tensor, dim: number): Tensor {
  return dispatch(unsqueezeRow, [input], { dim: axisOf('unsqueeze', dim, input.ndim + 1) });
}

methods({ view, reshape, flatten, unflatten, squeeze, unsqueeze });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The same memory in another shape; one size can be -1. Throws where a copy is needed. */
    view(...sizes: Sizes): Tensor;
    /** Another shape of the same elements; one size can be -1. A view where possible, else a copy. */
    reshape(...sizes: Sizes): Tensor;
    /** Makes one axis of the axes from `startDim` (0) to `endDim` (-1). */
    flatten(startDim?: number, endDim?: number): Tensor;
    /** Makes several axes of one; one size can be -1. */
    unflatten(dim: number, sizes: readonly number[]): Tensor;
    /** Drops axes of size 1: all of them, or those of `dim` that have it. */
    squeeze(dim?: number | readonly number[]): Tensor;
    /** A new axis of size 1 before axis `dim`; -1: after the last. */
    unsqueeze(dim: number): Tensor;
  }
}
