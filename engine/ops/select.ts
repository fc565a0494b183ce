/** Picking elements by integer indices. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, broadcast, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { inside } from './context';
import { arange, zeros } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { pick } from './indexing';
import { methods } from './methods';
import { define } from './row';

type Axis = { readonly dim: number };

/** Indices as int64; an error for floats and bools. */
export function indices(op: string, index: Tensor): Tensor {
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
export function checkIndexShape(op: string, shape: Shape, index: Shape, dim: number): void {
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

/** The shape of the only part of a tensor without axes. */
function oneOf(index: Tensor): Shape {
  if (index.numel() === 1) return [];
  const text = `${shapeText(index.shape)} for []`;
  return fail('indexSelect', 'a tensor without axes has one part', text, 'give one index');
}

/** The parts at the given indices of an axis; [K] int64, negative ones count from the end (torch.index_select). */
export function indexSelect(input: Tensor, dim: number, index: Tensor): Tensor {
  const axis = axisOf('indexSelect', dim, input.ndim);
  requireTensor('indexSelect', 'the index', index);
  // As in PyTorch, a tensor without axes has one part, and an index without axes names one.
  if (index.ndim === 0) return indexSelect(input, dim, index.reshape(1));
  if (input.ndim === 0) return indexSelect(input.reshape(1), 0, index).reshape(oneOf(index));
  checkRow('indexSelect', input, index);
  return dispatch(indexSelectRow, [input, indices('indexSelect', index)], { dim: axis });
}

/** An index of the parts of an axis has one axis, or none. */
export function checkRow(op: string, input: Tensor, index: Tensor): void {
  requireTensor(op, 'the index', index);
  if (input.ndim === 0) fail(op, 'a tensor without axes has no parts', '[]', 'reshape it to [1]');
  if (index.ndim !== 1)
    fail(op, 'the index has not one axis', shapeText(index.shape), 'use at(), or flatten it');
}

/** int64 row-major positions, checked and counted from the front. */
export function flatPositions(op: string, input: Tensor, index: Tensor): Tensor {
  const places = indices(op, index);
  return inside(() => {
    const size = input.numel();
    if (places.numel() === 0) return places;
    for (const at of [places.min().item(), places.max().item()]) {
      if (at >= -size && at < size) continue;
      const text = `${shapeText(input.shape)} has ${size} elements`;
      fail(
        op,
        `index ${at} is out of range`,
        text,
        size === 0 ? 'there is none' : `give one from ${-size} to ${size - 1}`,
      );
    }
    return places.add(places.lt(0).long().mul(size));
  });
}

/** The elements at row-major positions; the result has the index's shape (torch.take). */
export function take(input: Tensor, index: Tensor): Tensor {
  const axes = input.shape.map((_, axis) => axis);
  return pick(input, flatPositions('take', input, index), { axes, place: 0 });
}

/**
 * The elements at `indices` along an axis, both broadcast beside it; without `dim` at row-major positions
 * (torch.take_along_dim). It undoes argsort: `x.takeAlongDim(x.argsort(1), 1)` is sorted.
 */
export function takeAlongDim(input: Tensor, index: Tensor, dim?: number): Tensor {
  if (dim === undefined) return gather(input.reshape(-1), 0, index.reshape(-1));
  const axis = axisOf('takeAlongDim', dim, input.ndim);
  if (input.ndim !== index.ndim) {
    const shapes = `${shapeText(input.shape)} and ${shapeText(index.shape)}`;
    fail('takeAlongDim', 'the index has another number of axes', shapes, 'unsqueeze it');
  }
  const beside = (shape: Shape) => shape.map((size, each) => (each === axis ? 1 : size));
  const joint = broadcast('takeAlongDim', beside(input.shape), beside(index.shape));
  const along = (size: number) => joint.map((each, at) => (at === axis ? size : each));
  return gather(input.expand(along(input.shape[axis])), axis, index.expand(along(index.shape[axis])));
}

/** 1 at the class and 0 elsewhere, in a new last axis; int64 (torch.nn.functional.one_hot). */
export function oneHot(classes: Tensor, numClasses?: number): Tensor {
  if (classes.type !== int64)
    fail('oneHot', 'the classes are not int64', classes.dtype, 'convert them with .long()');
  if (numClasses === undefined && classes.numel() === 0)
    fail('oneHot', 'there is no class to count by', shapeText(classes.shape), 'give numClasses');
  const count = numClasses ?? classes.max().item() + 1;
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

methods({ gather, indexSelect, takeAlongDim, take, oneHot });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Elements picked along `dim`, one for each element of the int64 `index`. */
    gather(dim: number, index: Tensor): Tensor;
    /** The parts at the given indices of an axis. */
    indexSelect(dim: number, index: Tensor): Tensor;
    /** The elements at row-major positions; the result has the index's shape. */
    take(index: Tensor): Tensor;
    /** The elements at `indices` along an axis, both broadcast beside it; in row-major order without `dim`. */
    takeAlongDim(indices: Tensor, dim?: number): Tensor;
    /** 1 at the class and 0 elsewhere, in a new last axis. */
    oneHot(numClasses?: number): Tensor;
  }
}
