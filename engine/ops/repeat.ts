/** Tensors repeated as wholes, or element by element. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, elements, type Shape, sizesOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arange } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { searchsorted } from './search';
import type { Sizes } from './view';

/** Product of the sizes before an axis, and of those from there on. */
function around(shape: Shape, axis: number): [number, number] {
  return [elements(shape.slice(0, axis)), elements(shape.slice(axis))];
}

const repeatRow = define('repeat', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: readonly [Tensor], { times }: { readonly times: Shape }): Tensor => {
    const missing = times.length - input.ndim;
    const start = input.reshape([...new Array<number>(missing).fill(1), ...input.shape]);
    const repeated = times.reduce((tensor, count, axis) => {
      if (count === 1) return tensor;
      const [outer, inner] = around(tensor.shape, axis);
      const shape = tensor.shape.map((size, each) => (each === axis ? size * count : size));
      return tensor.reshape(outer, 1, inner).expand(outer, count, inner).reshape(shape);
    }, start);
    return repeated.storage === input.storage ? repeated.clone() : repeated;
  },
  gradient: {
    input: ({ grad, inputShape, times }) => {
      const shape = [...new Array<number>(times.length - inputShape.length).fill(1), ...inputShape];
      const summed = times.reduce((tensor, count, axis) => {
        if (count === 1) return tensor;
        const own = tensor.shape.map((size, each) => (each === axis ? shape[axis] : size));
        const [outer, inner] = around(own, axis);
        return tensor.reshape(outer, count, inner).sum(1).reshape(own);
      }, grad);
      return summed.reshape(inputShape);
    },
  },
});

/** The whole repeated along each axis; more numbers than axes add axes in front (torch.Tensor.repeat). A copy. */
export function repeat(input: Tensor, ...sizes: readonly number[] | readonly [readonly number[]]): Tensor {
  const times = sizesOf(sizes);
  if (times.length < input.ndim || !times.every((count) => Number.isInteger(count) && count >= 0)) {
    fail(
      'repeat',
      'there is not one number of at least 0 for each axis',
      `${shapeText(times)} for ${shapeText(input.shape)}`,
      'give as many as there are axes, or more',
    );
  }
  return dispatch(repeatRow, [input], { times });
}

/** Like {@link repeat}; fewer numbers than axes are those of the last axes (torch.tile). */
export function tile(input: Tensor, ...sizes: readonly number[] | readonly [readonly number[]]): Tensor {
  const times = sizesOf(sizes);
  const missing = Math.max(input.ndim - times.length, 0);
  return repeat(input, [...new Array<number>(missing).fill(1), ...times]);
}

/** Options of `repeatInterleave`. */
/** What {@link repeatInterleave} can be told. */
export interface RepeatInterleaveOptions {
  /** How many elements there will be along the axis: saves adding up `repeats`. */
  readonly outputSize?: number;
}

/**
 * Each element of an axis (without `dim` of all in row-major order) repeated in its place, all as often or as often
 * as `repeats` says of each (torch.repeat_interleave).
 */
export function repeatInterleave(
  input: Tensor,
  repeats: number | Tensor,
  dim?: number,
  { outputSize }: RepeatInterleaveOptions = {},
): Tensor {
  const line = dim === undefined || input.ndim === 0 ? input.reshape(-1) : input;
  const axis = dim === undefined ? 0 : axisOf('repeatInterleave', dim, line.ndim);
  const size = line.shape[axis];
  if (typeof repeats === 'number' || repeats.numel() === 1) {
    const count = typeof repeats === 'number' ? repeats : repeats.item();
    if (!Number.isInteger(count) || count < 0)
      fail(
        'repeatInterleave',
        `${count} is no number of times`,
        String(count),
        'give an integer of at least 0',
      );
    const shape = line.shape.map((each, at) => (at === axis ? each * count : each));
    const [outer, rest] = [elements(line.shape.slice(0, axis)), elements(line.shape.slice(axis + 1))];
    return line.reshape(outer, size, 1, rest).expand(outer, size, count, rest).reshape(shape);
  }
  const counts = repeats.long();
  if (repeats.type.category !== Category.INTEGER || repeats.ndim !== 1 || repeats.shape[0] !== size) {
    const text = `${repeats.dtype} ${shapeText(repeats.shape)} for ${size} elements`;
    fail(
      'repeatInterleave',
      'there is not one integer for each element',
      text,
      `give ${int64.name} [${size}]`,
    );
  }
  if (counts.lt(0).any().item())
    fail('repeatInterleave', 'a number of times is negative', `${counts.min().item()}`, 'give at least 0');
  const ends = counts.cumsum(0);
  const total = size === 0 ? 0 : ends.select(0, size - 1).item();
  if (outputSize !== undefined && outputSize !== total)
    fail(
      'repeatInterleave',
      'outputSize is not the sum of repeats',
      `${outputSize} and ${total}`,
      'leave it out',
    );
  return line.indexSelect(axis, searchsorted(ends, arange(total), { right: true }));
}

methods({ repeat, tile, repeatInterleave });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The whole repeated along each axis; more numbers than axes add axes in front. A copy. */
    repeat(...sizes: Sizes): Tensor;
    /** Like `repeat`; fewer numbers than axes are those of the last axes. */
    tile(...sizes: Sizes): Tensor;
    /** Each element of an axis, or of all, repeated in its place. */
    repeatInterleave(repeats: number | Tensor, dim?: number, options?: RepeatInterleaveOptions): Tensor;
  }
}
