/** Writing and adding the parts of an axis at integer indices. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { full } from './creation';
import { requireTensor } from './dispatch';
import { checkOperand } from './elementwise';
import { methods } from './methods';
import { overwriting, writeParts } from './overwrite';
import type { Operand } from './row';
import { type Reduce, type ScatterReduceOptions, scatterReduce, scatterReduce_ } from './scatterReduce';
import { checkRow, indices } from './select';

type Axis = { readonly dim: number };

const addOp = overwriting('indexAdd', {
  operands: ['input', 'index', 'source'],
  write: (op, target, [, index, source]: readonly [Tensor, Tensor, Tensor], { dim }: Axis) =>
    writeParts(op, 'indexAdd', target, index, source, dim),
  gradient: {
    input: ({ grad }) => grad,
    source: ({ grad, index, dim }) => grad.indexSelect(dim, index),
  },
});

const copyOp = overwriting('indexCopy', {
  operands: ['input', 'index', 'source'],
  write: (op, target, [, index, source]: readonly [Tensor, Tensor, Tensor], { dim }: Axis) =>
    writeParts(op, 'indexCopy', target, index, source, dim),
  gradient: {
    input: ({ grad, index, dim }): Tensor => grad.indexFill(dim, index, 0),
    source: ({ grad, index, dim }) => grad.indexSelect(dim, index),
  },
});

const fillOp = overwriting('indexFill', {
  operands: ['input', 'index', 'value'],
  write: (op, target, [, index, value]: readonly [Tensor, Tensor, Operand], { dim }: Axis) => {
    const one = value instanceof Tensor ? value.detach() : full([], value, { dtype: target.dtype });
    const shape = target.shape.map((size, axis) => (axis === dim ? index.shape[0] : size));
    writeParts(op, 'indexCopy', target, index, one.expand(shape), dim);
  },
  gradient: {
    input: ({ grad, index, dim }): Tensor => grad.indexFill(dim, index, 0),
    value: ({ grad, index, dim }) => grad.indexSelect(dim, index).sum(),
  },
});

/** The axis and the int64 indices of a source that fits them. */
function partsOf(
  op: string,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): { axis: number; places: Tensor } {
  const axis = axisOf(op, dim, input.ndim);
  checkRow(op, input, index);
  requireTensor(op, 'the source', source);
  const expected = input.shape.map((size, each) => (each === axis ? index.shape[0] : size));
  if (source.type !== input.type || source.shape.join() !== expected.join()) {
    const given = `source ${source.dtype} ${shapeText(source.shape)}`;
    const text = `${given} into ${input.dtype} ${shapeText(input.shape)} at ${index.shape[0]} places`;
    fail(op, 'the source does not fit', text, `give ${input.dtype} ${shapeText(expected)}`);
  }
  return { axis, places: indices(op, index) };
}

/** Options of `indexAdd`. */
/** How {@link indexAdd} adds. */
export interface IndexAddOptions {
  /** The source is added this many times; 1 by default. */
  readonly alpha?: number;
}

function added(
  inPlace: boolean,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  { alpha = 1 }: IndexAddOptions = {},
): Tensor {
  const { axis, places } = partsOf(inPlace ? 'indexAdd_' : 'indexAdd', input, dim, index, source);
  return addOp(inPlace, [input, places, alpha === 1 ? source : source.mul(alpha)], { dim: axis });
}

/** The tensor with the parts of `source` added at the given indices of an axis (torch.index_add). */
export function indexAdd(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options?: IndexAddOptions,
): Tensor {
  return added(false, input, dim, index, source, options);
}

/** As {@link indexAdd}, into the tensor itself (torch.Tensor.index_add_). */
export function indexAdd_(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options?: IndexAddOptions,
): Tensor {
  return added(true, input, dim, index, source, options);
}

function copied(inPlace: boolean, input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const { axis, places } = partsOf(inPlace ? 'indexCopy_' : 'indexCopy', input, dim, index, source);
  return copyOp(inPlace, [input, places, source], { dim: axis });
}

/** The tensor with the parts of `source` in place of those at the given indices of an axis (torch.index_copy). */
export function indexCopy(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return copied(false, input, dim, index, source);
}

/** As {@link indexCopy}, into the tensor itself (torch.Tensor.index_copy_). */
export function indexCopy_(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return copied(true, input, dim, index, source);
}

function filled(inPlace: boolean, input: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const op = inPlace ? 'indexFill_' : 'indexFill';
  const axis = axisOf(op, dim, input.ndim);
  checkRow(op, input, index);
  checkOperand(op, value);
  if (value instanceof Tensor && value.ndim > 0)
    fail(op, 'the value has axes', shapeText(value.shape), 'give a number or a tensor without axes');
  const one = value instanceof Tensor ? value.to(input.dtype) : value;
  return fillOp(inPlace, [input, indices(op, index), one], { dim: axis });
}

/** The tensor with one number in the parts at the given indices of an axis (torch.index_fill). */
export function indexFill(input: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  return filled(false, input, dim, index, value);
}

/** As {@link indexFill}, into the tensor itself (torch.Tensor.index_fill_). */
export function indexFill_(input: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  return filled(true, input, dim, index, value);
}

function reducedInto(
  inPlace: boolean,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: ScatterReduceOptions,
): Tensor {
  const { axis, places } = partsOf(inPlace ? 'indexReduce_' : 'indexReduce', input, dim, index, source);
  const along = source.shape.map((size, each) => (each === axis ? size : 1));
  const whole = places.reshape(along).expand(source.shape);
  return inPlace
    ? scatterReduce_(input, axis, whole, source, reduce, options)
    : scatterReduce(input, axis, whole, source, reduce, options);
}

/** The tensor with the parts of `source` joined with those at the given indices of an axis (torch.index_reduce). */
export function indexReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: ScatterReduceOptions,
): Tensor {
  return reducedInto(false, input, dim, index, source, reduce, options);
}

/** As {@link indexReduce}, into the tensor itself (torch.Tensor.index_reduce_). */
export function indexReduce_(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: ScatterReduceOptions,
): Tensor {
  return reducedInto(true, input, dim, index, source, reduce, options);
}

methods({ indexReduce, indexReduce_, indexAdd, indexAdd_, indexCopy, indexCopy_, indexFill, indexFill_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** With the parts of `source` added at the given indices of an axis. */
    indexAdd(dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor;
    /** Adds the parts of `source` at the given indices of an axis. */
    indexAdd_(dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): this;
    /** With the parts of `source` in place of those at the given indices of an axis. */
    indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;
    /** Writes the parts of `source` over those at the given indices of an axis. */
    indexCopy_(dim: number, index: Tensor, source: Tensor): this;
    /** With one number in the parts at the given indices of an axis. */
    indexFill(dim: number, index: Tensor, value: Operand): Tensor;
    /** Fills the parts at the given indices of an axis with one number. */
    indexFill_(dim: number, index: Tensor, value: Operand): this;
    /** With the parts of `source` joined with those at the given indices of an axis. */
    indexReduce(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Reduce,
      options?: ScatterReduceOptions,
    ): Tensor;
    /** Joins the parts of `source` with those at the given indices of an axis. */
    indexReduce_(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Reduce,
      options?: ScatterReduceOptions,
    ): this;
  }
}
