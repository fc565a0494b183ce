import type { Samples } from './call';

export const updates: Samples = {
  sgd: { elsewhere: 'test/engine/optim' },
  adam: { elsewhere: 'test/engine/optim' },
};
