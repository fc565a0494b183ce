/** Writing and adding elements where an index says along an axis. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { attribute, begin, execute, input as inputOf, into } from './command';
import { full } from './creation';
import { requireTensor } from './dispatch';
import { checkOperand } from './elementwise';
import { methods } from './methods';
import { overwriting } from './overwrite';
import type { Operand } from './row';
import { checkIndexShape, indices } from './select';

/** Along which axis. */
export type Axis = { readonly dim: number };
/** The tensor written to, the int64 index, the source. */
export type Scattered = readonly [Tensor, Tensor, Tensor];

/** How the kernel `scatter` joins an element with what is there. */
export const joins = { set: 0, prod: 1, amax: 2, amin: 3 } as const;

/** Writes `source` where `index` says along an axis of `target`. Part of a running op. */
export function scatterInto(
  op: string,
  target: Tensor,
  index: Tensor,
  source: Tensor,
  dim: number,
  join: keyof typeof joins,
): void {
  begin(op, 'scatter');
  into(target);
  inputOf(index);
  inputOf(source);
  attribute(dim);
  attribute(joins[join]);
  execute();
}

/** Adds `source` where `index` says along an axis of `target`. Part of a running op. */
export function addInto(op: string, target: Tensor, index: Tensor, source: Tensor, dim: number): void {
  begin(op, 'scatterAdd');
  into(target);
  inputOf(index);
  inputOf(source);
  attribute(dim);
  execute();
}

const scatterOp = overwriting('scatter', {
  operands: ['input', 'index', 'source'],
  write: (op, target, [, index, source]: readonly [Tensor, Tensor, Operand], { dim }: Axis) => {
    const values =
      source instanceof Tensor ? source : full([], source, { dtype: target.dtype }).expand(index.shape);
    scatterInto(op, target, index, values, target.ndim === 0 ? -1 : dim, 'set');
  },
  gradient: {
    input: ({ grad, index, dim }): Tensor => grad.scatter(dim, index, 0),
    source: ({ grad, index, dim }) => grad.gather(dim, index),
  },
});

const scatterAddOp = overwriting('scatterAdd', {
  operands: ['input', 'index', 'source'],
  write: (op, target, [, index, source]: Scattered, { dim }: Axis) =>
    addInto(op, target, index, source, target.ndim === 0 ? -1 : dim),
  gradient: {
    input: ({ grad }) => grad,
    source: ({ grad, index, dim }) => grad.gather(dim, index),
  },
});

/** The axis, the int64 index, and the source without what lies beyond the index. */
export function scatterOperands(
  op: string,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): { axis: number; places: Tensor; values: Tensor } {
  const axis = axisOf(op, dim, input.ndim);
  requireTensor(op, 'the index', index);
  requireTensor(op, 'the source', source);
  checkIndexShape(op, input.shape, index.shape, axis);
  const places = indices(op, index);
  if (source.type !== input.type) {
    fail(op, 'the dtypes differ', `${source.dtype} into ${input.dtype}`, 'convert the source with .to()');
  }
  if (source.ndim !== index.ndim || source.shape.some((size, each) => size < index.shape[each])) {
    const shapes = `source ${shapeText(source.shape)}, index ${shapeText(index.shape)}`;
    fail(op, 'the source is smaller than the index', shapes, 'give it at least the shape of the index');
  }
  let values = source;
  index.shape.forEach((size, each) => {
    if (values.shape[each] > size) values = values.narrow(each, 0, size);
  });
  return { axis, places, values };
}

/** Options of `scatter`. */
/** How {@link scatter} writes. */
export interface ScatterOptions {
  /** Join an element with what is there, instead of writing over it. */
  readonly reduce?: 'add' | 'multiply';
}

function scattered(
  inPlace: boolean,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  { reduce }: ScatterOptions = {},
): Tensor {
  const op = inPlace ? 'scatter_' : 'scatter';
  checkOperand(op, source);
  if (reduce !== undefined) {
    const how = { add: 'sum', multiply: 'prod' }[reduce] as 'sum' | 'prod' | undefined;
    if (how === undefined) fail(op, 'there is no such reduction', String(reduce), "give 'add' or 'multiply'");
    const values =
      source instanceof Tensor ? source : full([], source, { dtype: input.dtype }).expand(index.shape);
    return inPlace
      ? input.scatterReduce_(dim, index, values, how as 'sum')
      : input.scatterReduce(dim, index, values, how as 'sum');
  }
  if (source instanceof Tensor) {
    const { axis, places, values } = scatterOperands(op, input, dim, index, source);
    return scatterOp(inPlace, [input, places, values], { dim: axis });
  }
  const axis = axisOf(op, dim, input.ndim);
  requireTensor(op, 'the index', index);
  checkIndexShape(op, input.shape, index.shape, axis);
  return scatterOp(inPlace, [input, indices(op, index), source], { dim: axis });
}

/**
 * The tensor with each element of `source` (or one number) written where `index` says along `dim` (torch.scatter).
 * Of an index that comes twice the last element stays; its gradient is only right where none does, as in PyTorch.
 */
export function scatter(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  options?: ScatterOptions,
): Tensor {
  return scattered(false, input, dim, index, source, options);
}

/** As {@link scatter}, into the tensor itself (torch.Tensor.scatter_). */
export function scatter_(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  options?: ScatterOptions,
): Tensor {
  return scattered(true, input, dim, index, source, options);
}

function added(inPlace: boolean, input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const op = inPlace ? 'scatterAdd_' : 'scatterAdd';
  const { axis, places, values } = scatterOperands(op, input, dim, index, source);
  return scatterAddOp(inPlace, [input, places, values], { dim: axis });
}

/** The tensor with each element of `source` added where `index` says along `dim` (torch.scatter_add). */
export function scatterAdd(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return added(false, input, dim, index, source);
}

/** As {@link scatterAdd}, into the tensor itself (torch.Tensor.scatter_add_). */
export function scatterAdd_(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return added(true, input, dim, index, source);
}

methods({ scatter, scatter_, scatterAdd, scatterAdd_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** With each element of `source`, or one number, written where `index` says along `dim`. */
    scatter(dim: number, index: Tensor, source: Operand, options?: ScatterOptions): Tensor;
    /** Writes each element of `source`, or one number, where `index` says along `dim`. */
    scatter_(dim: number, index: Tensor, source: Operand, options?: ScatterOptions): this;
    /** With each element of `source` added where `index` says along `dim`. */
    scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor;
    /** Adds each element of `source` where `index` says along `dim`. */
    scatterAdd_(dim: number, index: Tensor, source: Tensor): this;
  }
}
