/** Picking and adding elements by integer indices. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { copied } from './cast';
import { allocate, attribute, begin, execute, input as inputOf, into, result } from './command';
import { arange, zeros } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { methods } from './methods';
import { define } from './row';

type Axis = { readonly dim: number };

/** Indices as int64; an error for floats and bools. */
function indices(op: string, index: Tensor): Tensor {
  requireTensor(op, 'the index', index);
  if (index.type.category !== Category.INTEGER) {
    fail(op, 'the indices are not integers', index.dtype, 'convert them with .long()');
  }
  return index.to('int64');
}

const gatherRow = define('gather', {
  operands: ['input', 'index'],
  forward: ([input, index]: readonly [Tensor, Tensor], { dim }: Axis) => {
    begin('gather', 'gather');
    allocate(input.type, index.shape);
    inputOf(input);
    inputOf(index);
    attribute(dim);
    return result(input.type, index.shape);
  },
  gradient: {
    input: ({ grad, index, inputShape, dim }) =>
      zeros(inputShape, { dtype: grad.dtype }).scatterAdd(dim, index, grad),
  },
});

/** Elements picked along `dim`, one for each element of the int64 `index` (torch.gather). */
export function gather(input: Tensor, dim: number, index: Tensor): Tensor {
  const axis = axisOf('gather', dim, input.ndim);
  requireTensor('gather', 'the index', index);
  checkIndexShape('gather', input.shape, index.shape, axis);
  return dispatch(gatherRow, [input, indices('gather', index)], { dim: axis });
}

/** An index has the axes of the tensor, and is nowhere longer but along `dim`. */
function checkIndexShape(op: string, shape: Shape, index: Shape, dim: number): void {
  const fits =
    shape.length === index.length && index.every((size, axis) => axis === dim || size <= shape[axis]);
  if (fits) return;
  fail(
    op,
    'the index has not the axes of the tensor, or is longer beside the axis of picking',
    `index ${shapeText(index)} for ${shapeText(shape)} along axis ${dim}`,
    'give it as many axes, and sizes that are at most the tensor’s',
  );
}

const scatterAddRow = define('scatterAdd', {
  operands: ['input', 'index', 'source'],
  forward: ([input, index, source]: readonly [Tensor, Tensor, Tensor], { dim }: Axis) => {
    const sum = copied('scatterAdd', input, input.type);
    begin('scatterAdd', 'scatterAdd');
    into(sum);
    inputOf(index);
    inputOf(source);
    attribute(dim);
    execute();
    return sum;
  },
  gradient: {
    input: ({ grad }) => grad,
    source: ({ grad, index, dim }) => grad.gather(dim, index),
  },
});

/** The tensor with each element of `source` added where `index` says along `dim` (torch.scatter_add). */
export function scatterAdd(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const axis = axisOf('scatterAdd', dim, input.ndim);
  requireTensor('scatterAdd', 'the index', index);
  requireTensor('scatterAdd', 'the source', source);
  checkIndexShape('scatterAdd', input.shape, index.shape, axis);
  const places = indices('scatterAdd', index);
  if (source.type !== input.type) {
    fail(
      'scatterAdd',
      'the dtypes differ',
      `${source.dtype} into ${input.dtype}`,
      'convert the source with .to()',
    );
  }
  let used = source;
  if (source.ndim !== index.ndim || source.shape.some((size, axis) => size < index.shape[axis])) {
    const shapes = `source ${shapeText(source.shape)}, index ${shapeText(index.shape)}`;
    fail(
      'scatterAdd',
      'the source is smaller than the index',
      shapes,
      'give it at least the shape of the index',
    );
  }
  index.shape.forEach((size, axis) => {
    if (used.shape[axis] > size) used = used.narrow(axis, 0, size);
  });
  return dispatch(scatterAddRow, [input, places, used], { dim: axis });
}

const indexSelectRow = define('indexSelect', {
  operands: ['input', 'index'],
  forward: ([input, index]: readonly [Tensor, Tensor], { dim }: Axis) => {
    const shape = input.shape.map((size, axis) => (axis === dim ? index.shape[0] : size));
    begin('indexSelect', 'indexSelect');
    allocate(input.type, shape);
    inputOf(input);
    inputOf(index);
    attribute(dim);
    return result(input.type, shape);
  },
  gradient: {
    input: ({ grad, index, inputShape, dim }) =>
      zeros(inputShape, { dtype: grad.dtype }).indexAdd(dim, index, grad),
  },
});

/** The parts at the given indices of an axis; [K] int64, negative ones count from the end (torch.index_select). */
export function indexSelect(input: Tensor, dim: number, index: Tensor): Tensor {
  const axis = axisOf('indexSelect', dim, input.ndim);
  checkRow('indexSelect', input, index);
  return dispatch(indexSelectRow, [input, indices('indexSelect', index)], { dim: axis });
}

function checkRow(op: string, input: Tensor, index: Tensor): void {
  requireTensor(op, 'the index', index);
  if (input.ndim === 0) fail(op, 'a tensor without axes has no parts', '[]', 'reshape it to [1]');
  if (index.ndim !== 1)
    fail(op, 'the index has not one axis', shapeText(index.shape), 'use at(), or flatten it');
}

const indexAddRow = define('indexAdd', {
  operands: ['input', 'index', 'source'],
  forward: ([input, index, source]: readonly [Tensor, Tensor, Tensor], { dim }: Axis) => {
    const sum = copied('indexAdd', input, input.type);
    begin('indexAdd', 'indexAdd');
    into(sum);
    inputOf(index);
    inputOf(source);
    attribute(dim);
    execute();
    return sum;
  },
  gradient: {
    input: ({ grad }) => grad,
    source: ({ grad, index, dim }) => grad.indexSelect(dim, index),
  },
});

/** The tensor with the parts of `source` added at the given indices of an axis (torch.index_add). */
export function indexAdd(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const axis = axisOf('indexAdd', dim, input.ndim);
  checkRow('indexAdd', input, index);
  requireTensor('indexAdd', 'the source', source);
  const expected = input.shape.map((size, each) => (each === axis ? index.shape[0] : size));
  if (source.type !== input.type || source.shape.join() !== expected.join()) {
    const given = `source ${source.dtype} ${shapeText(source.shape)}`;
    const text = `${given} into ${input.dtype} ${shapeText(input.shape)} at ${index.shape[0]} places`;
    fail('indexAdd', 'the source does not fit', text, `give ${input.dtype} ${shapeText(expected)}`);
  }
  return dispatch(indexAddRow, [input, indices('indexAdd', index), source], { dim: axis });
}

/** The tensor in reverse order along the given axes; a copy (torch.flip). */
export function flip(input: Tensor, dims: number | readonly number[]): Tensor {
  return [dims].flat().reduce((tensor, dim) => {
    const axis = axisOf('flip', dim, input.ndim);
    const size = input.shape[axis] ?? 0;
    return tensor.indexSelect(
      axis,
      arange(size)
        .mul(-1)
        .add(size - 1),
    );
  }, input);
}

/** 1 at the class and 0 elsewhere, in a new last axis; int64 (torch.nn.functional.one_hot). */
export function oneHot(classes: Tensor, numClasses?: number): Tensor {
  if (classes.type !== int64)
    fail('oneHot', 'the classes are not int64', classes.dtype, 'convert them with .long()');
  const count = numClasses ?? (classes.numel() === 0 ? 0 : classes.max().item() + 1);
  if (classes.numel() > 0 && (classes.min().item() < 0 || classes.max().item() >= count)) {
    const range = `${classes.min().item()} to ${classes.max().item()}`;
    fail(
      'oneHot',
      'a class is out of range',
      `${range} of ${count} classes`,
      'give numClasses that is larger',
    );
  }
  return classes.unsqueeze(-1).eq(arange(count)).long();
}

methods({ gather, scatterAdd, indexSelect, indexAdd, flip, oneHot });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Elements picked along `dim`, one for each element of the int64 `index`. */
    gather(dim: number, index: Tensor): Tensor;
    /** With each element of `source` added where `index` says along `dim`. */
    scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor;
    /** The parts at the given indices of an axis. */
    indexSelect(dim: number, index: Tensor): Tensor;
    /** With the parts of `source` added at the given indices of an axis. */
    indexAdd(dim: number, index: Tensor, source: Tensor): Tensor;
    /** In reverse order along the given axes; a copy. */
    flip(dims: number | readonly number[]): Tensor;
    /** 1 at the class and 0 elsewhere, in a new last axis. */
    oneHot(numClasses?: number): Tensor;
  }
}
