import { all, fn, type Samples } from './call';

export const creation: Samples = {
  ...all('zeros ones full arange', fn),
  tensor: { elsewhere: 'test/engine/tensor/tensor.test.ts' },
  empty: { elsewhere: 'creation.test.ts' },
  ...all('rand randn randint randperm uniform_ normal_', () => ({ elsewhere: 'random.test.ts' })),
};
