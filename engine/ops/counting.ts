/** How often numbers occur. No gradients. */
import { Category } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { linspace, onesLike, zeros } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { floatsOnly, refuse } from './elementwise';
import { methods } from './methods';
import { requireOptions } from './options';
import { define } from './row';
import { searchsorted } from './search';
import { where } from './where';

/** Options of `bincount`. */
export interface BincountOptions {
  /** Of shape [N]: what each occurrence adds; 1 by default. */
  readonly weights?: Tensor | null;
  /** The fewest bins; 0 by default. */
  readonly minlength?: number;
}

const bincountRow = define('bincount', {
  operands: ['input', 'weights'],
  composed: true,
  forward: ([input, weights]: readonly [Tensor, Tensor | null], { bins }: { readonly bins: number }) => {
    const each = weights === null ? onesLike(input, { dtype: 'int64' }) : weights;
    const added = weights === null || weights.dtype === 'float32' ? each : each.double();
    return zeros([bins], { dtype: added.dtype }).scatterAdd(0, input.long(), added);
  },
});

/**
 * How often each integer from 0 on occurs in `input`, of shape [N]: int64 or, with weights, their sums in float32
 * or float64 (torch.bincount).
 */
export function bincount(input: Tensor, options: BincountOptions = {}): Tensor {
  requireTensor('bincount', 'the input', input);
  requireOptions('bincount', options, '{ minlength: 10 }');
  const { weights = null, minlength = 0 } = options;
  if (weights !== null) requireTensor('bincount', 'the weights', weights);
  if (input.type.category !== Category.INTEGER)
    fail('bincount', 'the elements are not integers', input.dtype, 'convert them with .long()');
  if (input.ndim !== 1) fail('bincount', 'the tensor has not one axis', shapeText(input.shape), 'flatten it');
  if (!Number.isInteger(minlength) || minlength < 0)
    fail('bincount', 'minlength is no size', String(minlength), 'give an integer of at least 0');
  if (weights !== null && (weights.ndim !== 1 || weights.shape[0] !== input.shape[0])) {
    const shapes = `${shapeText(weights.shape)} for ${shapeText(input.shape)}`;
    fail('bincount', 'there is not one weight for each element', shapes, 'give them the same shape');
  }
  const [low, high] = input.numel() === 0 ? [0, -1] : [input.min().item(), input.max().item()];
  if (low < 0) fail('bincount', 'there is an element below 0', String(low), 'count from 0 on');
  // Of no elements PyTorch counts, whatever the weights.
  const used = input.numel() === 0 ? null : weights;
  return dispatch(bincountRow, [input, used], { bins: Math.max(high + 1, minlength) });
}

interface Range {
  readonly bins: number;
  readonly low: number;
  readonly high: number;
}

const histcRow = define('histc', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], { bins, low, high }: Range) => {
    const values = input.reshape(-1);
    const inside = values.ge(low).logicalAnd(values.le(high));
    const place = where(inside, values, low)
      .sub(low)
      .mul(bins)
      .div(high - low);
    // The last bin has its upper edge too.
    const bin = place
      .floor()
      .clamp({ max: bins - 1 })
      .long();
    return zeros([bins], { dtype: input.dtype }).scatterAdd(0, bin, inside.to(input.dtype));
  },
});

/** Options of `histc`. */
export interface HistcOptions {
  /** 100 by default. */
  readonly bins?: number;
  /** Lower edge of the first bin. Where min is max, the edges are the extremes of the input. */
  readonly min?: number;
  /** Upper edge of the last bin. */
  readonly max?: number;
}

/** How many elements lie in each of `bins` equal parts from `min` to `max`; of floats (torch.histc). */
export function histc(input: Tensor, options: HistcOptions = {}): Tensor {
  requireTensor('histc', 'the input', input);
  requireOptions('histc', options, '{ bins: 10, min: 0, max: 1 }');
  const { bins = 100, min = 0, max = 0 } = options;
  if (floatsOnly(input.type) === null) refuse('histc', input.type);
  if (!Number.isInteger(bins) || bins < 1)
    fail('histc', 'that is no number of bins', String(bins), 'give an integer from 1 on');
  let [low, high] = [min, max];
  if (low === high && input.numel() > 0) [low, high] = [input.min().item(), input.max().item()];
  if (!Number.isFinite(low) || !Number.isFinite(high))
    fail('histc', 'the range is not finite', `[${low}, ${high}]`, 'give finite min and max');
  if (low > high) fail('histc', 'min is more than max', `[${low}, ${high}]`, 'exchange them');
  if (low === high) [low, high] = [low - 1, high + 1];
  return dispatch(histcRow, [input], { bins, low, high });
}

/** What {@link histogram} counts, and where. */
export interface HistogramOptions {
  /** Edges of the first and of the last bin; the extremes of the input by default. */
  readonly range?: readonly [number, number];
  /** In the input's shape: what each element adds; 1 by default. */
  readonly weight?: Tensor;
  /** Divide so that the area under the histogram is 1. */
  readonly density?: boolean;
}

/** Counts, and between which numbers. */
export interface Histogram {
  /** [bins] */
  readonly hist: Tensor;
  /** [bins + 1] */
  readonly binEdges: Tensor;
}

/**
 * How many elements lie in each bin; the last one has its upper edge too. `bins` is a number of equal ones, or their
 * edges, increasing. Of floats (torch.histogram).
 */
export function histogram(input: Tensor, bins: number | Tensor, options: HistogramOptions = {}): Histogram {
  requireTensor('histogram', 'the input', input);
  requireOptions('histogram', options, '{ range: [0, 1] }');
  if (floatsOnly(input.type) === null) refuse('histogram', input.type);
  const { range, weight, density = false } = options;
  const binEdges = bins instanceof Tensor ? bins.to(input.dtype) : equalEdges(input, bins, range);
  const count = binEdges.shape[0] - 1;
  const values = input.detach().reshape(-1);
  const [lowest, highest] = [binEdges.at(0), binEdges.at(count)];
  const inside = values.ge(lowest).logicalAnd(values.le(highest));
  const place = searchsorted(binEdges, where(inside, values, lowest), { right: true });
  const bin = place.sub(1).clamp({ max: count - 1 });
  const added = weight === undefined ? inside.to(input.dtype) : where(inside, weight.detach().reshape(-1), 0);
  const hist = zeros([count], { dtype: input.dtype }).scatterAdd(0, bin, added);
  return { hist: density ? hist.div(hist.sum()).div(binEdges.diff()) : hist, binEdges };
}

function equalEdges(input: Tensor, bins: number, range: readonly [number, number] | undefined): Tensor {
  if (!Number.isInteger(bins) || bins < 1)
    fail(
      'histogram',
      'that is no number of bins',
      String(bins),
      'give an integer from 1 on, or a tensor of edges',
    );
  let [low, high] = range ?? (input.numel() === 0 ? [0, 0] : [input.min().item(), input.max().item()]);
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    fail('histogram', 'that is no range', `[${low}, ${high}]`, 'give two finite numbers that increase');
  if (low === high)
    [low, high] = range === undefined && input.numel() === 0 ? [0, 1] : [low - 0.5, high + 0.5];
  return linspace(low, high, bins + 1, { dtype: input.dtype });
}

methods({ bincount, histc, histogram });

declare module '../tensor/tensor' {
  interface Tensor {
    /** How often each integer from 0 on occurs, or the sums of their weights. */
    bincount(options?: BincountOptions): Tensor;
    /** How many elements lie in each of `bins` equal parts from `min` to `max`. */
    histc(options?: HistcOptions): Tensor;
    /** How many elements lie in each bin, and the edges of the bins. */
    histogram(bins: number | Tensor, options?: HistogramOptions): Histogram;
  }
}
