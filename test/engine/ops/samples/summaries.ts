import { method, type Samples } from './call';

/** Reductions that look away from NaN, counts and differences. */
export const summaries: Samples = {
  nansum: method('nansum'),
  nanmean: method('nanmean'),
  countNonzero: method('countNonzero'),
  diff: method('diff'),
  histc: method('histc'),
  bincount: (input, second) =>
    second?.dtype === undefined ? input.bincount(second) : input.bincount({ weights: second }),
};
