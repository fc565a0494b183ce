/** Largest and smallest elements. */
import { int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import {
  computeReduction,
  type Dims,
  type Keep,
  keepOf,
  keptShape,
  type Reduced,
  reducedOf,
  reducedShape,
  unreduced,
} from './reduce';
import { define } from './row';

/** An extreme along an axis: its value and where it is; the first of equals. */
export interface Extreme {
  /** The largest or the smallest elements. */
  readonly values: Tensor;
  /** int64 */
  readonly indices: Tensor;
}

type Side = 'max' | 'min';

function requireElements(op: string, input: Tensor, { dims }: Reduced): void {
  if (dims.every((axis) => input.shape[axis] > 0) && !(input.ndim === 0 && input.numel() === 0)) return;
  fail(op, 'there is no element to choose', shapeText(input.shape), 'reduce an axis that is not empty');
}

/** Over any axes. Equal extremes share the gradient (torch.amax, torch.amin, torch.max of all). */
function overAxes(name: string, side: Side) {
  return define(name, {
    operands: ['input'],
    forward: ([input]: readonly [Tensor], reduced: Reduced) => computeReduction(name, side, input, reduced),
    gradient: {
      input: ({ grad, input, output, dims, keepdim }) => {
        const reduced = { dims, keepdim };
        const isExtreme = input.eq(unreduced(output, input.shape, reduced)).to(grad.dtype);
        return isExtreme.mul(unreduced(grad, input.shape, reduced)).div(isExtreme.sum(dims, true));
      },
    },
  });
}

function argument(op: string, side: Side, input: Tensor, axis: number, reduced: Reduced): Tensor {
  const shape = reducedShape(input.shape, reduced);
  begin(op, `arg${side}`);
  allocate(int64, keptShape(input.shape, reduced));
  inputOf(input);
  attribute(input.ndim === 0 ? -1 : axis);
  return result(int64, shape);
}

/** Along one axis, with indices; the gradient goes to the element chosen. */
function alongAxis(name: string, side: Side) {
  return define(name, {
    operands: ['input'],
    outputs: ['values', 'indices'],
    forward: (
      [input]: readonly [Tensor],
      reduced: Reduced & { readonly dim: number },
    ): readonly [Tensor, Tensor] => {
      const indices = argument(name, side, input, reduced.dim, reduced);
      return [computeReduction(name, side, input, reduced), indices];
    },
    gradient: {
      input: ({ grad, input, inputShape, dim, dims, keepdim }) => {
        const places = unreduced(input.detach()[`arg${side}`](dim, keepdim), inputShape, { dims, keepdim });
        const whole = zeros(inputShape, { dtype: grad.dtype });
        if (inputShape.length === 0) return grad;
        return whole.scatterAdd(dim, places, unreduced(grad, inputShape, { dims, keepdim }));
      },
    },
  });
}

function argumentRow(name: string, side: Side) {
  return define(name, {
    operands: ['input'],
    forward: ([input]: readonly [Tensor], reduced: Reduced & { readonly dim: number | null }) =>
      argument(name, side, input, reduced.dim ?? -1, reduced),
  });
}

const allRows = { max: overAxes('max', 'max'), min: overAxes('min', 'min') };
const axesRows = { max: overAxes('amax', 'max'), min: overAxes('amin', 'min') };
const axisRows = { max: alongAxis('max.dim', 'max'), min: alongAxis('min.dim', 'min') };
const argumentRows = { max: argumentRow('argmax', 'max'), min: argumentRow('argmin', 'min') };

function extreme(side: Side, input: Tensor, dim?: number | Tensor, keep?: Keep): Tensor | Extreme {
  if (dim instanceof Tensor) return side === 'max' ? input.maximum(dim) : input.minimum(dim);
  const reduced = reducedOf(side, input, dim, keep);
  requireElements(side, input, reduced);
  if (dim === undefined) return dispatch(allRows[side], [input], reduced);
  const [values, indices] = dispatch(axisRows[side], [input], {
    ...reduced,
    dim: axisOf(side, dim, input.ndim),
  });
  return { values, indices };
}

/** The largest element; along `dim` values and indices; with another tensor `maximum` (torch.max). */
export function max(input: Tensor): Tensor;
export function max(input: Tensor, other: Tensor): Tensor;
export function max(input: Tensor, dim: number, keep?: Keep): Extreme;
export function max(input: Tensor, dim?: number | Tensor, keep?: Keep): Tensor | Extreme {
  return extreme('max', input, dim, keep);
}

/** The smallest element; along `dim` values and indices; with another tensor `minimum` (torch.min). */
export function min(input: Tensor): Tensor;
export function min(input: Tensor, other: Tensor): Tensor;
export function min(input: Tensor, dim: number, keep?: Keep): Extreme;
export function min(input: Tensor, dim?: number | Tensor, keep?: Keep): Tensor | Extreme {
  return extreme('min', input, dim, keep);
}

function axes(side: Side, input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  const reduced = reducedOf(`a${side}`, input, dim, keep);
  requireElements(`a${side}`, input, reduced);
  return dispatch(axesRows[side], [input], reduced);
}

/** The largest element over axes; equal ones share the gradient (torch.amax). */
export function amax(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  return axes('max', input, dim, keep);
}
/** The smallest element over axes; equal ones share the gradient (torch.amin). */
export function amin(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  return axes('min', input, dim, keep);
}

function place(side: Side, input: Tensor, dim?: number, keep?: Keep): Tensor {
  const op = `arg${side}`;
  const axis = dim === undefined ? null : axisOf(op, dim, input.ndim);
  const reduced = reducedOf(op, input, axis, keepOf(keep));
  requireElements(op, input, reduced);
  return dispatch(argumentRows[side], [input], { ...reduced, dim: axis });
}

/** int64: where the largest element is, along `dim` or in row-major order; the first of equals (torch.argmax). */
export function argmax(input: Tensor, dim?: number, keep?: Keep): Tensor {
  return place('max', input, dim, keep);
}
/** int64: where the smallest element is, along `dim` or in row-major order; the first of equals (torch.argmin). */
export function argmin(input: Tensor, dim?: number, keep?: Keep): Tensor {
  return place('min', input, dim, keep);
}

methods({ max, min, amax, amin, argmax, argmin });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The largest element; equal ones share the gradient. */
    max(): Tensor;
    /** The larger of both, element by element. */
    max(other: Tensor): Tensor;
    /** The largest element along an axis, and where it is. */
    max(dim: number, keep?: Keep): Extreme;
    /** The smallest element; equal ones share the gradient. */
    min(): Tensor;
    /** The smaller of both, element by element. */
    min(other: Tensor): Tensor;
    /** The smallest element along an axis, and where it is. */
    min(dim: number, keep?: Keep): Extreme;
    /** The largest element over axes; equal ones share the gradient. */
    amax(dim?: Dims, keep?: Keep): Tensor;
    /** The smallest element over axes; equal ones share the gradient. */
    amin(dim?: Dims, keep?: Keep): Tensor;
    /** int64: where the largest element is, along `dim` or in row-major order. */
    argmax(dim?: number, keep?: Keep): Tensor;
    /** int64: where the smallest element is, along `dim` or in row-major order. */
    argmin(dim?: number, keep?: Keep): Tensor;
  }
}
