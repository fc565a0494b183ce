/** The same elements in another order of axes, or along them. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arange } from './creation';
import { dispatch } from './dispatch';
import { cat } from './join';
import { methods } from './methods';
import { define } from './row';
import { permute, transpose } from './view';

type Input = readonly [Tensor];
type Dims = { readonly dims: readonly number[] };

const flipRow = define('flip', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: Input, { dims }: Dims): Tensor =>
    dims.reduce((tensor, axis) => {
      const size = tensor.shape[axis];
      return tensor.indexSelect(
        axis,
        arange(size)
          .mul(-1)
          .add(size - 1),
      );
    }, input.clone()),
  gradient: { input: ({ grad, dims }): Tensor => grad.flip(dims) },
});

/** Axes counted from 0, each at most once. */
function axesOf(op: string, dims: number | readonly number[], ndim: number): number[] {
  const axes = [dims].flat().map((dim) => axisOf(op, dim, ndim));
  if (new Set(axes).size !== axes.length)
    fail(op, 'an axis comes twice', shapeText(axes), 'name each axis once');
  return axes;
}

/** The tensor in reverse order along the given axes; a copy (torch.flip). */
export function flip(input: Tensor, dims: number | readonly number[]): Tensor {
  return dispatch(flipRow, [input], { dims: input.ndim === 0 ? [] : axesOf('flip', dims, input.ndim) });
}

function requireAxes(op: string, input: Tensor, count: number): void {
  if (input.ndim >= count) return;
  fail(op, `the tensor has fewer than ${count} axes`, shapeText(input.shape), 'unsqueeze it');
}

/** Columns in reverse order: along axis 1 (torch.fliplr). */
export function fliplr(input: Tensor): Tensor {
  requireAxes('fliplr', input, 2);
  return flip(input, 1);
}

/** Rows in reverse order: along axis 0 (torch.flipud). */
export function flipud(input: Tensor): Tensor {
  requireAxes('flipud', input, 1);
  return flip(input, 0);
}

const rollRow = define('roll', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: Input, { shifts, dims }: Dims & { readonly shifts: readonly number[] }): Tensor =>
    dims.reduce((tensor, axis, position) => {
      const size = tensor.shape[axis];
      if (size === 0) return tensor;
      const shift = ((shifts[position] % size) + size) % size;
      if (shift === 0) return tensor;
      return cat([tensor.narrow(axis, size - shift, shift), tensor.narrow(axis, 0, size - shift)], axis);
    }, input.clone()),
  gradient: {
    input: ({ grad, shifts, dims }): Tensor =>
      grad.roll(
        shifts.map((shift) => -shift),
        dims,
      ),
  },
});

/**
 * Elements moved on by `shifts` along axes; what leaves at the end comes back at the start (torch.roll). Without
 * `dims` the tensor is one line.
 */
export function roll(
  input: Tensor,
  shifts: number | readonly number[],
  dims?: number | readonly number[],
): Tensor {
  const moves = [shifts].flat();
  if (!moves.every(Number.isInteger))
    fail('roll', 'a shift is no integer', shapeText(moves), 'give integers');
  if (dims === undefined) {
    if (moves.length !== 1)
      fail('roll', 'there are several shifts and no axes', shapeText(moves), 'name an axis for each');
    return roll(input.reshape(-1), moves, [0]).reshape(input.shape);
  }
  const axes = [dims].flat().map((dim) => axisOf('roll', dim, input.ndim));
  if (moves.length !== axes.length) {
    const text = `${shapeText(moves)} along ${shapeText(axes)}`;
    fail('roll', 'there is not one shift for each axis', text, 'give as many of each');
  }
  return dispatch(rollRow, [input], { shifts: moves, dims: input.ndim === 0 ? [] : axes });
}

/** Turned by 90 degrees `k` times in the plane of two axes, from the first towards the second (torch.rot90). */
export function rot90(input: Tensor, k = 1, dims: readonly [number, number] = [0, 1]): Tensor {
  requireAxes('rot90', input, 2);
  if (!Number.isInteger(k)) fail('rot90', `${k} is no number of turns`, String(k), 'give an integer');
  if (dims.length !== 2) fail('rot90', 'a plane has two axes', shapeText(dims), 'name two');
  const [from, towards] = axesOf('rot90', dims, input.ndim);
  const turns = ((k % 4) + 4) % 4;
  if (turns === 2) return flip(input, [from, towards]);
  if (turns === 1) return transpose(flip(input, towards), from, towards);
  return turns === 3 ? flip(transpose(input, from, towards), towards) : input.clone();
}

/** Axes moved to other places; the others keep their order (torch.movedim). */
export function movedim(
  input: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const from = axesOf('movedim', source, input.ndim);
  const to = axesOf('movedim', destination, input.ndim);
  if (from.length !== to.length) {
    const text = `${shapeText(from)} to ${shapeText(to)}`;
    fail('movedim', 'there is not one place for each axis', text, 'give as many of each');
  }
  const rest = input.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  const order = input.shape.map((_, axis) => {
    const moved = to.indexOf(axis);
    return moved >= 0 ? from[moved] : (rest.shift() as number);
  });
  return permute(input, order);
}

methods({
  flip,
  fliplr,
  flipud,
  roll,
  rot90,
  movedim,
  moveaxis: movedim,
  swapaxes: transpose,
  swapdims: transpose,
});

export { movedim as moveaxis, transpose as swapaxes, transpose as swapdims };

declare module '../tensor/tensor' {
  interface Tensor {
    /** In reverse order along the given axes; a copy. */
    flip(dims: number | readonly number[]): Tensor;
    /** Columns in reverse order: along axis 1. */
    fliplr(): Tensor;
    /** Rows in reverse order: along axis 0. */
    flipud(): Tensor;
    /** Elements moved on along axes; what leaves at the end comes back at the start. */
    roll(shifts: number | readonly number[], dims?: number | readonly number[]): Tensor;
    /** Turned by 90 degrees `k` times in the plane of two axes, from the first towards the second. */
    rot90(k?: number, dims?: readonly [number, number]): Tensor;
    /** Axes moved to other places; the others keep their order. */
    movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor;
    /** As `movedim`. */
    moveaxis(source: number | readonly number[], destination: number | readonly number[]): Tensor;
    /** Exchanges two axes, as `transpose`. */
    swapaxes(axis0: number, axis1: number): Tensor;
    /** Exchanges two axes, as `transpose`. */
    swapdims(dim0: number, dim1: number): Tensor;
  }
}
