/** One element of each line by its rank: the k-th smallest, the median, the most frequent. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf, rowMajor } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { full } from './creation';
import { dispatch, NONE } from './dispatch';
import type { Extreme } from './extremes';
import { methods } from './methods';
import { type Keep, keepOf, keptShape, type Reduced, reducedShape, unreduced } from './reduce';
import { define } from './row';
import { picked, scattered } from './sort';

type Ranked = Reduced & { readonly dim: number; readonly rule: number };

/** Ranks that the kernel `kthIndex` knows beside numbers. */
const MEDIAN = -1;
const NAN_MEDIAN = -2;

function rankRow(name: string, kernel: 'kthIndex' | 'modeIndex') {
  return define(name, {
    operands: ['input'],
    outputs: ['values', 'indices'],
    forward: ([input]: readonly [Tensor], { rule, ...reduced }: Ranked): readonly [Tensor, Tensor] => {
      const shape = reducedShape(input.shape, reduced);
      begin(name, kernel);
      allocate(int64, keptShape(input.shape, reduced));
      inputOf(input);
      attribute(input.ndim === 0 ? -1 : reduced.dim);
      if (kernel === 'kthIndex') attribute(rule);
      const kept = result(int64, keptShape(input.shape, reduced));
      return [
        picked(name, input, reduced.dim, kept, shape),
        new Tensor(kept.storage, int64, shape, rowMajor(shape), 0),
      ];
    },
    gradient: {
      input: ({ grad, inputShape, outputs, dims, keepdim, dim }) => {
        const reduced = { dims, keepdim };
        const places = unreduced(outputs[1], inputShape, reduced);
        return scattered(unreduced(grad, inputShape, reduced), inputShape, dim, places);
      },
    },
  });
}

const kthvalueRow = rankRow('kthvalue', 'kthIndex');
const medianRow = rankRow('median.dim', 'kthIndex');
const nanmedianRow = rankRow('nanmedian.dim', 'kthIndex');
const modeRow = rankRow('mode', 'modeIndex');

function ranked(
  row: typeof kthvalueRow,
  op: string,
  input: Tensor,
  dim: number,
  keep: Keep | undefined,
  rule: number,
): Extreme {
  const axis = axisOf(op, dim, input.ndim);
  if (input.shape[axis] === 0) {
    fail(op, 'there is no element to choose', shapeText(input.shape), 'reduce an axis that is not empty');
  }
  const { keepdim = false } = keepOf(keep);
  const dims = input.ndim === 0 ? [] : [axis];
  const [values, indices] = dispatch(row, [input], { dims, keepdim, dim: axis, rule });
  return { values, indices };
}

/** The `k`-th smallest element along an axis, counted from 1, and where it is (torch.kthvalue). */
export function kthvalue(input: Tensor, k: number, dim = -1, keep?: Keep): Extreme {
  const axis = axisOf('kthvalue', dim, input.ndim);
  const size = input.shape[axis] ?? 1;
  if (size > 0 && (!Number.isInteger(k) || k < 1 || k > size)) {
    const text = `axis ${axis} of ${shapeText(input.shape)}`;
    fail('kthvalue', `there is no element ${k}`, text, `give k from 1 to ${size}`);
  }
  return ranked(kthvalueRow, 'kthvalue', input, axis, keep, k - 1);
}

/** The most frequent element along an axis (of several the smallest), and where it comes last (torch.mode). */
export function mode(input: Tensor, dim = -1, keep?: Keep): Extreme {
  return ranked(modeRow, 'mode', input, dim, keep, 0);
}

/** Of all elements. Equal ones share the gradient. */
function overAll(name: string, rule: number) {
  return define(name, {
    operands: ['input'],
    composed: 'copies',
    forward: ([input]: readonly [Tensor]) => {
      const line = input.reshape(-1);
      begin(name, 'kthIndex');
      allocate(int64, [1]);
      inputOf(line);
      attribute(0);
      attribute(rule);
      return picked(name, line, 0, result(int64, [1]), []);
    },
    gradient: {
      input: ({ grad, input, output }) => {
        const same = input.eq(output).logicalOr(input.isnan().logicalAnd(output.isnan())).to(grad.dtype);
        return same.mul(grad.div(same.sum()));
      },
    },
  });
}

const allRow = overAll('median', MEDIAN);
const nanAllRow = overAll('nanmedian', NAN_MEDIAN);

function medianOf(op: 'median' | 'nanmedian', input: Tensor, dim?: number, keep?: Keep): Tensor | Extreme {
  const own = op === 'median';
  if (dim !== undefined)
    return ranked(own ? medianRow : nanmedianRow, op, input, dim, keep, own ? MEDIAN : NAN_MEDIAN);
  if (input.numel() > 0) return dispatch(own ? allRow : nanAllRow, [input], NONE);
  if (input.type.category === Category.FLOATING) return full([], Number.NaN, { dtype: input.dtype });
  return fail(op, 'there is no element to choose', shapeText(input.shape), 'give at least one element');
}

/**
 * The element in the middle of the order, the lower one of two; NaN where any is (torch.median). Along `dim` also
 * where it is.
 */
export function median(input: Tensor): Tensor;
export function median(input: Tensor, dim: number, keep?: Keep): Extreme;
export function median(input: Tensor, dim?: number, keep?: Keep): Tensor | Extreme {
  return medianOf('median', input, dim, keep);
}

/** As {@link median}, of the elements that are no NaN (torch.nanmedian). */
export function nanmedian(input: Tensor): Tensor;
export function nanmedian(input: Tensor, dim: number, keep?: Keep): Extreme;
export function nanmedian(input: Tensor, dim?: number, keep?: Keep): Tensor | Extreme {
  return medianOf('nanmedian', input, dim, keep);
}

methods({ kthvalue, mode, median, nanmedian });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The `k`-th smallest element along an axis (the last), counted from 1, and where it is. */
    kthvalue(k: number, dim?: number, keep?: Keep): Extreme;
    /** The most frequent element along an axis (the last), and where it comes last. */
    mode(dim?: number, keep?: Keep): Extreme;
    /** The element in the middle of the order, the lower one of two; NaN where any is. */
    median(): Tensor;
    /** The element in the middle of the order along an axis, and where it is. */
    median(dim: number, keep?: Keep): Extreme;
    /** The element in the middle of the order of those that are no NaN. */
    nanmedian(): Tensor;
    /** The element in the middle of the order along an axis of those that are no NaN, and where it is. */
    nanmedian(dim: number, keep?: Keep): Extreme;
  }
}
