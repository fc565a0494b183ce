import type { Tensor } from 'backstep';
import { all, type Call, method, type Samples } from './call';

const extreme =
  (side: 'max' | 'min'): Call =>
  (input: Tensor, dim, keep) => {
    const { values, indices } = input[side](dim, keep);
    return [values, indices];
  };

export const reductions: Samples = {
  ...all('sum mean any all amax amin var std logsumexp norm prod max min argmax argmin', method),
  'max.dim': extreme('max'),
  'min.dim': extreme('min'),
};
