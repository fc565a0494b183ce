/** Reductions that look away from NaN, that count, and pairs of reductions. */
import { Category, int64 } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { dispatch, requireTensor } from './dispatch';
import { amax, amin } from './extremes';
import { methods } from './methods';
import { type Dims, type Keep, keepOf, mean, type Reduced, reducedOf, unreduced } from './reduce';
import { define } from './row';
import { std, type VarianceOptions, var as variance } from './statistics';
import { where } from './where';

type Input = readonly [Tensor];

/** 0 in place of NaN. */
const numbersOf = (input: Tensor) => (input.isFloatingPoint() ? where(input.isnan(), 0, input) : input);

/** 1 for what is not NaN, else 0. */
const present = (input: Tensor) => input.isnan().logicalNot().to(input.dtype);

const nansumRow = define('nansum', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, { dims, keepdim }: Reduced) => numbersOf(input).sum(dims, keepdim),
  gradient: {
    input: ({ grad, input, dims, keepdim }) =>
      unreduced(grad, input.shape, { dims, keepdim }).mul(present(input)),
  },
});

/** The sum over axes of what is not NaN; bools and integers are summed as int64 (torch.nansum). */
export function nansum(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  requireTensor('nansum', 'the input', input);
  const { dtype } = keepOf(keep);
  const natural = input.type.category === Category.FLOATING ? input.type : int64;
  const { name } = dtype === undefined ? natural : typeNamed('nansum', dtype);
  return dispatch(nansumRow, [input.to(name)], reducedOf('nansum', input, dim, keep));
}

/** How many elements are not NaN. */
const countOf = (input: Tensor, { dims, keepdim }: Reduced) => present(input).sum(dims, keepdim);

const nanmeanRow = define('nanmean', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, reduced: Reduced) =>
    numbersOf(input).sum(reduced.dims, reduced.keepdim).div(countOf(input, reduced)),
  gradient: {
    input: ({ grad, input, dims, keepdim }) => {
      const reduced = { dims, keepdim };
      return unreduced(grad.div(countOf(input, reduced)), input.shape, reduced).mul(present(input));
    },
  },
});

/** The mean over axes of what is not NaN; of floats (torch.nanmean). */
export function nanmean(input: Tensor, dim?: Dims, keep?: Keep): Tensor {
  requireTensor('nanmean', 'the input', input);
  const typed = input.to(keepOf(keep).dtype ?? input.dtype);
  if (!typed.isFloatingPoint())
    fail(
      'nanmean',
      'the dtype is not floating',
      typed.dtype,
      'convert it first with .float(), or give { dtype }',
    );
  return dispatch(nanmeanRow, [typed], reducedOf('nanmean', input, dim, keep));
}

const countNonzeroRow = define('countNonzero', {
  operands: ['input'],
  composed: true,
  forward: ([input]: Input, { dims }: Reduced) => input.ne(0).sum(dims),
});

/** int64: how many elements over axes are not 0; NaN is not (torch.count_nonzero). */
export function countNonzero(input: Tensor, dim?: Dims): Tensor {
  return dispatch(countNonzeroRow, [input], reducedOf('countNonzero', input, dim, undefined));
}

/** The variance over axes, and the mean (torch.var_mean). */
export function varMean(input: Tensor, dim?: Dims, options: VarianceOptions = {}): [Tensor, Tensor] {
  return [variance(input, dim, options), mean(input, dim, { keepdim: options.keepdim })];
}

/** The standard deviation over axes, and the mean (torch.std_mean). */
export function stdMean(input: Tensor, dim?: Dims, options: VarianceOptions = {}): [Tensor, Tensor] {
  return [std(input, dim, options), mean(input, dim, { keepdim: options.keepdim })];
}

/** What `aminmax` gives. */
export interface Aminmax {
  /** The least elements. */
  readonly min: Tensor;
  /** The largest elements. */
  readonly max: Tensor;
}

/** The smallest and the largest element over an axis, or of all; equal ones share the gradient (torch.aminmax). */
export function aminmax(input: Tensor, dim?: number | null, keep?: Keep): Aminmax {
  return { min: amin(input, dim, keep), max: amax(input, dim, keep) };
}

methods({ nansum, nanmean, countNonzero, varMean, stdMean, aminmax });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The sum over axes of what is not NaN. */
    nansum(dim?: Dims, keep?: Keep): Tensor;
    /** The mean over axes of what is not NaN; of floats. */
    nanmean(dim?: Dims, keep?: Keep): Tensor;
    /** int64: how many elements over axes are not 0. */
    countNonzero(dim?: Dims): Tensor;
    /** The variance over axes, and the mean. */
    varMean(dim?: Dims, options?: VarianceOptions): [Tensor, Tensor];
    /** The standard deviation over axes, and the mean. */
    stdMean(dim?: Dims, options?: VarianceOptions): [Tensor, Tensor];
    /** The smallest and the largest element over an axis, or of all. */
    aminmax(dim?: number | null, keep?: Keep): Aminmax;
  }
}
