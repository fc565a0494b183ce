import type { Extreme } from 'backstep';
import { all, type Call, fn, method, type Samples } from './call';

/** Values and indices, in the order of the golden outputs. */
const both =
  (name: string): Call =>
  (input, ...rest) => {
    const { values, indices } = input[name](...rest) as Extreme;
    return [values, indices];
  };

export const sorting: Samples = {
  ...all('sort topk kthvalue mode', both),
  'median.dim': both('median'),
  'nanmedian.dim': both('nanmedian'),
  ...all('argsort median nanmedian', method),
  searchsorted: fn('searchsorted'),
};

export const sortingFunctions: Samples = {
  ...all('msort quantile nanquantile unique uniqueConsecutive bucketize', method),
  searchSortedBy: (sorted, values, sorter) => fn('searchsorted')(sorted, values, { sorter }),
  isin: fn('isin'),
};
