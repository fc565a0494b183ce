/** Quantiles, made of sort, gather and a step between two neighbours. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { full } from './creation';
import { tensor } from './data';
import { methods } from './methods';
import { where } from './where';

/** What stands between two elements. */
/** What a quantile is between two elements. */
export type Interpolation = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest';

/** Options of `quantile` and `nanquantile`. */
/** Along which axis, and what lies between elements. */
export interface QuantileOptions {
  /** One axis; all elements where it is left out. */
  readonly dim?: number | null;
  /** Whether the axis stays, with size 1. */
  readonly keepdim?: boolean;
  /** What lies between two elements; `linear` by default. */
  readonly interpolation?: Interpolation;
}

const interpolations: readonly string[] = ['linear', 'lower', 'higher', 'midpoint', 'nearest'];

/** The quantiles as [Q], and whether they were a list. */
function levelsOf(op: string, input: Tensor, q: number | readonly number[] | Tensor): Tensor {
  const levels = q instanceof Tensor ? q : tensor(q, { dtype: input.dtype });
  if (!input.isFloatingPoint() || levels.type !== input.type) {
    const dtypes = `${input.dtype} and q ${levels.dtype}`;
    fail(op, 'the dtypes are not floats of one kind', dtypes, 'convert both with .float() or .double()');
  }
  if (levels.ndim > 1) fail(op, 'q has several axes', shapeText(levels.shape), 'give a number or one axis');
  if (!levels.ge(0).logicalAnd(levels.le(1)).all().item()) {
    fail(op, 'q is not between 0 and 1', String(levels.tolist()), 'give shares of 1, such as 0.5');
  }
  return levels;
}

function quantiles(
  op: string,
  input: Tensor,
  q: number | readonly number[] | Tensor,
  { dim = null, keepdim = false, interpolation = 'linear' }: QuantileOptions,
  ignoresNaN: boolean,
): Tensor {
  if (!interpolations.includes(interpolation)) {
    fail(op, 'there is no such interpolation', String(interpolation), `one of ${interpolations.join(', ')}`);
  }
  if (input.numel() === 0) fail(op, 'there is no element', shapeText(input.shape), 'give at least one');
  const levels = levelsOf(op, input, q);
  const whole = dim === null || input.ndim === 0;
  const axis = dim === null ? 0 : axisOf(op, dim, input.ndim);
  // [others, n]
  const lines = whole ? input.reshape(-1) : input.movedim(axis, -1);
  const sorted = lines.sort().values;
  const size = sorted.shape[sorted.ndim - 1];
  const nans = sorted.isnan();
  // One rank for each line and level: [others, Q].
  const flat = levels.reshape(-1);
  let ranks: Tensor;
  if (ignoresNaN) {
    const last = nans.logicalNot().sum(-1, { keepdim: true, dtype: input.dtype }).sub(1);
    ranks = flat.mul(last).clamp({ min: 0 });
  } else {
    ranks = where(nans.any(-1, true), size - 1, flat.mul(size - 1)).to(input.dtype);
  }
  if (interpolation === 'lower') ranks = ranks.floor();
  if (interpolation === 'higher') ranks = ranks.ceil();
  if (interpolation === 'nearest') ranks = ranks.round();
  const below = ranks.floor();
  const low = sorted.gather(-1, below.long());
  let found = low;
  if (interpolation === 'linear' || interpolation === 'midpoint') {
    const high = sorted.gather(-1, ranks.ceil().long());
    const share = interpolation === 'midpoint' ? full([], 0.5, { dtype: input.dtype }) : ranks.sub(below);
    // Equal infinities have no distance; nor is there a step where there is none between.
    const step = where(high.eq(low), 0, high.sub(low));
    found = low.add(where(share.eq(0), 0, step.mul(share)));
  }
  // The levels come first: [Q, others].
  const first = found.movedim(-1, 0);
  const single = levels.ndim === 0;
  const reduced = single ? first.squeeze(0) : first;
  if (!keepdim) return reduced;
  const shape = input.shape.map((each, at) => (whole || at === axis ? 1 : each));
  return reduced.reshape(single ? shape : [levels.numel(), ...shape]);
}

/**
 * The elements below which the shares `q` of all elements, or of an axis, lie (torch.quantile); NaN where any is. A
 * list of shares gives a new first axis.
 */
export function quantile(
  input: Tensor,
  q: number | readonly number[] | Tensor,
  options: QuantileOptions = {},
): Tensor {
  return quantiles('quantile', input, q, options, false);
}

/** As {@link quantile}, of the elements that are no NaN (torch.nanquantile). */
export function nanquantile(
  input: Tensor,
  q: number | readonly number[] | Tensor,
  options: QuantileOptions = {},
): Tensor {
  return quantiles('nanquantile', input, q, options, true);
}

methods({ quantile, nanquantile });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The elements below which the shares `q` of all elements, or of an axis, lie; NaN where any is. */
    quantile(q: number | readonly number[] | Tensor, options?: QuantileOptions): Tensor;
    /** As `quantile`, of the elements that are no NaN. */
    nanquantile(q: number | readonly number[] | Tensor, options?: QuantileOptions): Tensor;
  }
}
