import { F } from 'backstep';
import type { Samples } from './call';

export const norms: Samples = {
  layerNorm: (input, weight, bias, shape, eps) => F.layerNorm(input, shape, { weight, bias, eps }),
};
