/** Arithmetic of shapes and strides. Shapes are never changed once a tensor has them, so tensors share them. */
import { fail, shapeText } from './errors';
import { Command } from './native';

export type Shape = readonly number[];

export function elements(shape: Shape): number {
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= shape[axis];
  return count;
}

// Not frozen, and no array with holes below: V8 reads arrays of one kind faster.
const NONE: Shape = [];
const ONE: Shape = [1];

/** Strides, in elements, of a row-major tensor. */
export function rowMajor(shape: Shape): Shape {
  const ndim = shape.length;
  if (ndim === 0) return NONE;
  if (ndim === 1) return ONE;
  const strides = shape.slice();
  let step = 1;
  for (let axis = ndim - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  return strides;
}

export function isRowMajor(shape: Shape, strides: Shape): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis];
    if (size === 0) return true;
    if (size !== 1) {
      if (strides[axis] !== step) return elements(shape) === 0;
      step *= size;
    }
  }
  return true;
}

/** Whether two elements can lie in one place: false only where each axis steps over all that the smaller steps reach. */
export function mayOverlap(shape: Shape, strides: Shape): boolean {
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] > 1);
  axes.sort((a, b) => strides[a] - strides[b]);
  let reach = 0;
  for (const axis of axes) {
    if (strides[axis] <= reach) return true;
    reach += (shape[axis] - 1) * strides[axis];
  }
  return false;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The shape that both are seen as: sizes agree from the last axis on, or one of them is 1 or missing. */
export function broadcast(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const ndim = Math.max(a.length, b.length);
  const shape = (a.length < b.length ? b : a).slice();
  for (let last = 1; last <= ndim; last++) {
    const left = a[a.length - last] ?? 1;
    const right = b[b.length - last] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      fail(
        op,
        `sizes ${left} and ${right} of axis ${ndim - last} differ`,
        `${shapeText(a)} and ${shapeText(b)}`,
        'sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
      );
    }
    shape[ndim - last] = left === 1 ? right : left;
  }
  return shape;
}

/** Whether a tensor of shape `from` can be seen as `to` without changing `to`. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  if (from.length > to.length) return false;
  for (let last = 1; last <= from.length; last++) {
    const size = from[from.length - last];
    if (size !== 1 && size !== to[to.length - last]) return false;
  }
  return true;
}

/** An axis counted from 0, from one that may count from the end (-1 is the last). */
export function axisOf(op: string, dim: number, ndim: number): number {
  // A tensor without axes takes 0 and -1, as in PyTorch.
  const count = Math.max(ndim, 1);
  if (!Number.isInteger(dim) || dim < -count || dim >= count) {
    fail(
      op,
      `there is no axis ${dim}`,
      `the tensor has ${ndim} axes`,
      `give one from ${-count} to ${count - 1}`,
    );
  }
  return dim < 0 ? dim + count : dim;
}

/** Throws where a shape has sizes that are none, too many axes, or more bytes than can be addressed. */
export function checkShape(op: string, shape: Shape, elementBytes: number): void {
  let bytes = elementBytes;
  if (shape.length > Command.MAX_NDIM) {
    const most = Command.MAX_NDIM;
    fail(
      op,
      `${shape.length} axes are too many`,
      shapeText(shape),
      `a tensor has at most ${most} axes; join some`,
    );
  }
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis];
    if (!Number.isInteger(size) || size < 0) {
      fail(op, `${size} is no size`, shapeText(shape), 'sizes are integers of at least 0');
    }
    bytes *= size;
  }
  if (bytes > 2 ** 47) {
    fail(op, `${bytes} bytes are more than can be addressed`, shapeText(shape), 'make the tensor smaller');
  }
}

/** The sizes given as `f(2, 3)` or `f([2, 3])`. */
export function sizesOf(sizes: readonly number[] | readonly [readonly number[]]): Shape {
  const first = sizes[0];
  // A copy: the caller may go on to change its own.
  return (Array.isArray(first) ? [...first] : sizes) as Shape;
}
