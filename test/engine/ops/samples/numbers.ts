import type { Tensor } from 'backstep';
import { all, type Call, fn, inPlace, method, type Samples } from './call';

const extremes =
  (name: 'cummax' | 'cummin'): Call =>
  (input: Tensor, dim) => {
    const { values, indices } = input[name](dim);
    return [values, indices];
  };

/** Parts of numbers, rounding modes, ops of three, closeness, running sums. */
export const numbers: Samples = {
  ...all('trunc frac signbit isposinf isneginf nanToNum', method),
  ...all('trunc_ frac_ nanToNum_', inPlace),
  ...all('copysign nextafter heaviside ldexp fmod fmax fmin', fn),
  ...all('copysign_ nextafter_ heaviside_ ldexp_ fmod_', inPlace),
  frexp: (input: Tensor) => {
    const { mantissa, exponent } = input.frexp();
    return [mantissa, exponent];
  },
  'div.trunc': fn('div'),
  'div.floor': fn('div'),
  'div.trunc_': inPlace('div_'),
  'div.floor_': inPlace('div_'),
  'round.decimals': method('round'),
  'round.decimals_': inPlace('round_'),
  ...all('eq_ ne_ lt_ le_ gt_ ge_ logicalAnd_ logicalOr_ logicalXor_ logicalNot_', inPlace),
  ...all('addcmul addcdiv lerp isclose', fn),
  ...all('addcmul_ addcdiv_ lerp_', inPlace),
  ...all('cumsum cumprod logcumsumexp', method),
  ...all('cumsum_ cumprod_', inPlace),
  cummax: extremes('cummax'),
  cummin: extremes('cummin'),
};
