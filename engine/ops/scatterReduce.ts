/** Joining elements with those that are where an index says along an axis. */
import { bool, Category } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { ones, zeros } from './creation';
import { copyInto } from './inplace';
import { methods } from './methods';
import { overwriting } from './overwrite';
import type { Known } from './row';
import { type Axis, addInto, type Scattered, scatterInto, scatterOperands } from './scatter';
import { where } from './where';

/** How what meets in one place becomes one. */
/** How elements are joined. */
export type Reduce = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';

/** Options of `scatterReduce` and `indexReduce`. */
/** How {@link scatterReduce} joins. */
export interface ScatterReduceOptions {
  /** Whether what is there takes part where something is joined; true by default. */
  readonly includeSelf?: boolean;
}

type How = Axis & { readonly reduce: Reduce; readonly includeSelf: boolean };

/** How many elements each element of the result is made of; at least 1. */
function counts(like: Tensor, index: Tensor, { dim, includeSelf }: How): Tensor {
  const own = includeSelf
    ? ones(like.shape, { dtype: like.dtype })
    : zeros(like.shape, { dtype: like.dtype });
  return own.scatterAdd(dim, index, ones(index.shape, { dtype: like.dtype })).clamp({ min: 1 });
}

function write(op: string, target: Tensor, [, index, source]: Scattered, how: How): void {
  const { reduce, includeSelf } = how;
  const dim = target.ndim === 0 ? -1 : how.dim;
  if (!includeSelf) {
    // Nothing of what is there stays: a sum begins at 0, a product at 1, an extreme at any of its elements.
    const first =
      reduce === 'amax' || reduce === 'amin'
        ? source
        : (reduce === 'prod' ? ones : zeros)([], { dtype: target.dtype }).expand(index.shape);
    scatterInto(op, target, index, first, dim, 'set');
  }
  if (reduce === 'sum' || reduce === 'mean') addInto(op, target, index, source, dim);
  else scatterInto(op, target, index, source, dim, reduce);
  if (reduce !== 'mean') return;
  const count = counts(target, index, how);
  const integers = target.type.category === Category.INTEGER;
  copyInto(op, target, integers ? target.detach().floorDivide(count) : target.detach().div(count));
}

type Given = Pick<
  Known<readonly ['input', 'index', 'source'], Scattered, How>,
  'grad' | 'input' | 'index' | 'source' | 'output' | keyof How
>;

/** The gradients by the input, where it takes part, and by the source (torch: scatter_reduce_backward). */
function gradients({ grad, input, index, source, output, dim, reduce, includeSelf }: Given) {
  const how = { dim, reduce, includeSelf };
  if (reduce === 'sum') return { input: grad, source: grad.gather(dim, index) };
  if (reduce === 'mean') {
    const share = grad.div(counts(grad, index, how));
    return { input: share, source: share.gather(dim, index) };
  }
  if (reduce === 'prod') {
    const others = where(input.eq(0), 1, input);
    const product = others.scatterReduce(dim, index, source, 'prod', { includeSelf });
    const isZero = source.eq(0);
    const zerosThere = zeros(input.shape, { dtype: grad.dtype })
      .scatterAdd(dim, index, isZero.to(grad.dtype))
      .gather(dim, index);
    const onlyZero = isZero.logicalAnd(zerosThere.eq(1));
    const without = input.scatterReduce(dim, index, where(onlyZero, 1, source), 'prod', { includeSelf });
    const atZero = grad.mul(without).gather(dim, index);
    const elsewhere = grad
      .mul(output)
      .gather(dim, index)
      .div(where(isZero, 1, source));
    return { input: grad.mul(product).div(others), source: where(onlyZero, atZero, elsewhere) };
  }
  // Equal extremes share the gradient.
  const fromInput = input.eq(output).to(grad.dtype);
  const fromSource = source.eq(output.gather(dim, index)).to(grad.dtype);
  const share = grad.div(fromInput.scatterAdd(dim, index, fromSource));
  const own = where(fromInput.eq(0), 0, share);
  return { input: own, source: fromSource.mul(share.gather(dim, index)) };
}

const scatterReduceOp = overwriting('scatterReduce', {
  operands: ['input', 'index', 'source'],
  write,
  gradient: {
    input: ({ grad, input, index, source, output, dim, reduce, includeSelf }) => {
      const by = gradients({ grad, input, index, source, output, dim, reduce, includeSelf }).input;
      return includeSelf ? by : by.scatter(dim, index, 0);
    },
    source: ({ grad, input, index, source, output, dim, reduce, includeSelf }) =>
      gradients({ grad, input, index, source, output, dim, reduce, includeSelf }).source,
  },
});

const reductions: readonly string[] = ['sum', 'prod', 'mean', 'amax', 'amin'];

function reduced(
  inPlace: boolean,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  { includeSelf = true }: ScatterReduceOptions = {},
): Tensor {
  const op = inPlace ? 'scatterReduce_' : 'scatterReduce';
  if (!reductions.includes(reduce)) {
    fail(op, 'there is no such reduction', String(reduce), `one of ${reductions.join(', ')}`);
  }
  if (input.type === bool)
    fail(op, 'is not defined for bool', 'bool', 'convert it first, such as with .long()');
  const { axis, places, values } = scatterOperands(op, input, dim, index, source);
  return scatterReduceOp(inPlace, [input, places, values], { dim: axis, reduce, includeSelf });
}

/**
 * The tensor with each element of `source` joined with what is where `index` says along `dim`
 * (torch.scatter_reduce); without `includeSelf` only with each other.
 */
export function scatterReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: ScatterReduceOptions,
): Tensor {
  return reduced(false, input, dim, index, source, reduce, options);
}

/** As {@link scatterReduce}, into the tensor itself (torch.Tensor.scatter_reduce_). */
export function scatterReduce_(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Reduce,
  options?: ScatterReduceOptions,
): Tensor {
  return reduced(true, input, dim, index, source, reduce, options);
}

methods({ scatterReduce, scatterReduce_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** With each element of `source` joined with what is where `index` says along `dim`. */
    scatterReduce(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Reduce,
      options?: ScatterReduceOptions,
    ): Tensor;
    /** Joins each element of `source` with what is where `index` says along `dim`. */
    scatterReduce_(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Reduce,
      options?: ScatterReduceOptions,
    ): this;
  }
}
