/** Ops that reduce axes to one element. */
import { bool, Category, type DType, type ElementType, int64, types } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch, requireTensor } from './dispatch';
import { converted } from './elementwise';
import { methods } from './methods';
import { define } from './row';

/** One axis, several, or all (null, undefined, or an empty list). Negative axes count from the end. */
export type Dims = number | readonly number[] | null;

/** Options of reductions. */
export interface ReduceOptions {
  /** Keep the reduced axes, with size 1. */
  readonly keepdim?: boolean;
  /** Convert to this dtype first. */
  readonly dtype?: DType;
}

/** `true` is short for `{ keepdim: true }`. */
export type Keep = boolean | ReduceOptions;

/** Which axes are reduced, and whether they stay with size 1. */
export interface Reduced {
  readonly dims: readonly number[];
  readonly keepdim: boolean;
}

export function keepOf(keep: Keep | undefined): ReduceOptions {
  return typeof keep === 'boolean' ? { keepdim: keep } : (keep ?? {});
}

export function reducedOf(op: string, input: Tensor, dim: Dims | undefined, keep: Keep | undefined): Reduced {
  requireTensor(op, 'the input', input);
  const { keepdim = false } = keepOf(keep);
  const { ndim } = input;
  if (dim === undefined || dim === null) return { dims: axesUpTo(ndim), keepdim };
  if (typeof dim === 'number') {
    const axis = axisOf(op, dim, ndim);
    return { dims: ndim === 0 ? [] : [axis], keepdim };
  }
  const given = dim.map((each) => axisOf(op, each, ndim));
  if (new Set(given).size !== given.length) {
    fail(op, 'an axis comes twice', shapeText(given), 'name each axis once');
  }
  if (ndim === 0) return { dims: [], keepdim };
  return { dims: given.length === 0 ? axesUpTo(ndim) : given, keepdim };
}

/** 0 … ndim - 1 */
function axesUpTo(ndim: number): number[] {
  const axes = [];
  for (let axis = 0; axis < ndim; axis++) axes.push(axis);
  return axes;
}

/** The shape with size 1 in the reduced axes. */
export function keptShape(shape: Shape, { dims }: Reduced): Shape {
  return shape.map((size, axis) => (dims.includes(axis) ? 1 : size));
}

/** The shape of the result. */
export function reducedShape(shape: Shape, reduced: Reduced): Shape {
  if (reduced.keepdim) return keptShape(shape, reduced);
  if (reduced.dims.length === shape.length) return [];
  return shape.filter((_, axis) => !reduced.dims.includes(axis));
}

/** How many elements make one element of the result. */
export function reducedCount(shape: Shape, { dims }: Reduced): number {
  return dims.reduce((count, axis) => count * shape[axis], 1);
}

/** Of bools the largest is "any", and the smallest "all". */
const logicalKernels: Readonly<Record<string, string>> = { max: 'any', min: 'all' };

export function computeReduction(
  op: string,
  kernel: string,
  tensor: Tensor,
  reduced: Reduced,
  type: ElementType = tensor.type,
): Tensor {
  const shape = reducedShape(tensor.shape, reduced);
  begin(op, tensor.type === bool ? (logicalKernels[kernel] ?? kernel) : kernel);
  allocate(type, keptShape(tensor.shape, reduced));
  inputOf(tensor);
  let mask = 0;
  for (const axis of reduced.dims) mask |= 1 << axis;
  attribute(mask);
  return result(type, shape);
}

/** A result of a reduction with size 1 in the reduced axes again, so that it broadcasts with the input. */
export function unreduced(tensor: Tensor, shape: Shape, reduced: Reduced): Tensor {
  return reduced.keepdim ? tensor : tensor.reshape(keptShape(shape, reduced));
}

type Input = readonly [Tensor];
type Typed = Reduced & { readonly dtype: DType };

const sumRow = define('sum', {
  operands: ['input'],
  forward: ([input]: Input, attributes: Typed) =>
    computeReduction('sum', 'sum', converted(input, types[attributes.dtype]), attributes),
  gradient: {
    input: ({ grad, inputShape, dims, keepdim }) =>
      unreduced(grad, inputShape, { dims, keepdim }).expand(inputShape),
  },
});

/** The sum over axes; bools and integers are summed as int64 (torch.sum). */
export function sum(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  const reduced = reducedOf('sum', input, dim, keep);
  const { dtype } = keepOf(keep);
  const natural = input.type.category === Category.FLOATING ? input.type : int64;
  const { name } = dtype === undefined ? natural : typeNamed('sum', dtype);
  const { dims, keepdim } = reduced;
  return dispatch(sumRow, [input], { dims, keepdim, dtype: name });
}

const meanRow = define('mean', {
  operands: ['input'],
  forward: ([input]: Input, attributes: Typed) =>
    computeReduction('mean', 'mean', converted(input, types[attributes.dtype]), attributes),
  gradient: {
    input: ({ grad, inputShape, dims, keepdim }) => {
      const reduced = { dims, keepdim };
      const share = grad.div(Math.max(reducedCount(inputShape, reduced), 1));
      return unreduced(share, inputShape, reduced).expand(inputShape);
    },
  },
});

/** The mean over axes, of floats (torch.mean). */
export function mean(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  const reduced = reducedOf('mean', input, dim, keep);
  const { dtype = input.dtype } = keepOf(keep);
  if (typeNamed('mean', dtype).category !== Category.FLOATING) {
    fail('mean', 'the dtype is not floating', dtype, 'convert it first with .float(), or give { dtype }');
  }
  const { dims, keepdim } = reduced;
  return dispatch(meanRow, [input], { dims, keepdim, dtype });
}

const anyRow = define('any', {
  operands: ['input'],
  forward: ([input]: Input, attributes: Reduced) =>
    computeReduction('any', 'any', converted(input, bool), attributes),
});
/** bool: whether any element is other than 0 (torch.any). */
export function any(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  return dispatch(anyRow, [input], reducedOf('any', input, dim, keep));
}

const allRow = define('all', {
  operands: ['input'],
  forward: ([input]: Input, attributes: Reduced) =>
    computeReduction('all', 'all', converted(input, bool), attributes),
});
/** bool: whether no element is 0 (torch.all). */
export function all(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  return dispatch(allRow, [input], reducedOf('all', input, dim, keep));
}

methods({ sum, mean, any, all });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The sum over axes, or over all; bools and integers are summed as int64. */
    sum(dim?: Dims, keep?: Keep): Tensor;
    /** The mean over axes, or over all; of floats. */
    mean(dim?: Dims, keep?: Keep): Tensor;
    /** bool: whether any element is other than 0. */
    any(dim?: Dims, keep?: Keep): Tensor;
    /** bool: whether no element is 0. */
    all(dim?: Dims, keep?: Keep): Tensor;
  }
}
