/** Elements in order along an axis: NaN counts as the largest, and equals keep their order. */
import { int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import type { Extreme } from './extremes';
import { methods } from './methods';
import { define } from './row';

/** Options of `sort` and `argsort`. */
/** How to sort. */
export interface SortOptions {
  /** -1, the last, by default. */
  readonly dim?: number;
  /** Largest first. */
  readonly descending?: boolean;
  /** Equals keep their order; they always do here. */
  readonly stable?: boolean;
}

type Input = readonly [Tensor];
/** Along which axis. */
type Along = { readonly dim: number };
type Order = Along & { readonly descending: boolean };

/** int64: the first `count` indices of the order along an axis. Part of a running op. */
function order(op: string, input: Tensor, { dim, descending }: Order, count: number): Tensor {
  const shape = input.shape.map((size, axis) => (axis === dim ? count : size));
  begin(op, 'argsort');
  allocate(int64, shape);
  inputOf(input);
  attribute(input.ndim === 0 ? -1 : dim);
  attribute(+descending);
  return result(int64, shape);
}

/** The elements at `indices` along an axis, both as `shape` then. Part of a running op. */
export function picked(op: string, input: Tensor, dim: number, indices: Tensor, shape: Shape): Tensor {
  begin(op, 'gather');
  allocate(input.type, indices.shape);
  inputOf(input);
  inputOf(indices);
  attribute(input.ndim === 0 ? -1 : dim);
  return result(input.type, shape);
}

/** The gradient of elements picked along an axis; `places` has their indices, with as many axes as the input. */
export function scattered(grad: Tensor, shape: Shape, dim: number, places: Tensor): Tensor {
  if (shape.length === 0) return grad;
  return zeros(shape, { dtype: grad.dtype }).scatterAdd(dim, places, grad);
}

const argsortRow = define('argsort', {
  operands: ['input'],
  forward: ([input]: Input, attributes: Order) =>
    order('argsort', input, attributes, input.shape[attributes.dim] ?? 1),
});

const sortRow = define('sort', {
  operands: ['input'],
  outputs: ['values', 'indices'],
  forward: ([input]: Input, attributes: Order): readonly [Tensor, Tensor] => {
    const indices = order('sort', input, attributes, input.shape[attributes.dim] ?? 1);
    return [picked('sort', input, attributes.dim, indices, indices.shape), indices];
  },
  gradient: {
    input: ({ grad, inputShape, outputs, dim }) => scattered(grad, inputShape, dim, outputs[1]),
  },
});

const topkRow = define('topk', {
  operands: ['input'],
  outputs: ['values', 'indices'],
  forward: (
    [input]: Input,
    { k, ...attributes }: Order & { readonly k: number },
  ): readonly [Tensor, Tensor] => {
    const indices = order('topk', input, attributes, k);
    return [picked('topk', input, attributes.dim, indices, indices.shape), indices];
  },
  gradient: {
    input: ({ grad, inputShape, outputs, dim }) => scattered(grad, inputShape, dim, outputs[1]),
  },
});

function orderOf(op: string, input: Tensor, options: SortOptions | number): Order {
  const { dim = -1, descending = false } = typeof options === 'number' ? { dim: options } : options;
  return { dim: axisOf(op, dim, input.ndim), descending };
}

/**
 * The elements in order along an axis, and the int64 indices where they were (torch.sort). The order is stable;
 * NaN is the largest. `sort(x, dim)` is short for `sort(x, { dim })`.
 */
export function sort(input: Tensor, options: SortOptions | number = {}): Extreme {
  const [values, indices] = dispatch(sortRow, [input], orderOf('sort', input, options));
  return { values, indices };
}

/** int64: the indices that sort the tensor along an axis (torch.argsort); stable, NaN is the largest. */
export function argsort(input: Tensor, options: SortOptions | number = {}): Tensor {
  return dispatch(argsortRow, [input], orderOf('argsort', input, options));
}

/** The elements in order along the first axis (torch.msort). */
export function msort(input: Tensor): Tensor {
  return sort(input, 0).values;
}

/** Options of `topk`. */
/** Which elements, along which axis. */
export interface TopkOptions {
  /** -1, the last, by default. */
  readonly dim?: number;
  /** The smallest ones where false. */
  readonly largest?: boolean;
  /** In order; they always are here. */
  readonly sorted?: boolean;
}

/** The `k` largest (or smallest) elements along an axis, in order, and where they were (torch.topk). */
export function topk(input: Tensor, k: number, { dim = -1, largest = true }: TopkOptions = {}): Extreme {
  const axis = axisOf('topk', dim, input.ndim);
  const size = input.shape[axis] ?? 1;
  if (!Number.isInteger(k) || k < 0 || k > size) {
    fail(
      'topk',
      `there are no ${k} elements`,
      `axis ${axis} of ${shapeText(input.shape)}`,
      `give k from 0 to ${size}`,
    );
  }
  const [values, indices] = dispatch(topkRow, [input], { dim: axis, k, descending: largest });
  return { values, indices };
}

methods({ sort, argsort, msort, topk });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The elements in order along an axis (the last), and where they were; stable, NaN is the largest. */
    sort(options?: SortOptions | number): Extreme;
    /** int64: the indices that sort the tensor along an axis (the last); stable, NaN is the largest. */
    argsort(options?: SortOptions | number): Tensor;
    /** The elements in order along the first axis. */
    msort(): Tensor;
    /** The `k` largest (or smallest) elements along an axis (the last), in order, and where they were. */
    topk(k: number, options?: TopkOptions): Extreme;
  }
}
