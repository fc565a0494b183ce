import { F } from 'backstep';
import type { Samples } from './call';

export const norms: Samples = {
  // What the gradients of these are made of where they are not recorded: golden.test.ts compares them.
  layerNormGradient: { elsewhere: 'test/engine/ops/golden.test.ts, as the gradient of layerNorm' },
  softmaxGradient: { elsewhere: 'test/engine/ops/golden.test.ts, as the gradient of softmax' },
  logSoftmaxGradient: { elsewhere: 'test/engine/ops/golden.test.ts, as the gradient of logSoftmax' },
  geluGradient: { elsewhere: 'test/engine/ops/golden.test.ts, as the gradient of gelu' },
  layerNorm: (input, weight, bias, shape, eps) => F.layerNorm(input, shape, { weight, bias, eps }),
};
