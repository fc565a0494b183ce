import { F } from 'backstep';
import { all, method, type Samples } from './call';

export const losses: Samples = {
  ...all('softmax logSoftmax', method),
  crossEntropy: (input, target, options) => F.crossEntropy(input, target, options),
  mseLoss: (input, target, options) => F.mseLoss(input, target, options),
  binaryCrossEntropy: { elsewhere: 'test/engine/nn' },
};
