import { all, fn, method, type Samples } from './call';

export const views: Samples = {
  // Through reshape, which copies where the layout has no such view.
  view: method('reshape'),
  ...all('permute transpose expand squeeze unsqueeze select', method),
  slice: method('slice'),
  sliceBackward: { elsewhere: 'the gradients of slice and select' },
  partOfBase: { elsewhere: 'test/engine/autograd/inplace.test.ts' },
  partOfBaseBackward: { elsewhere: 'test/engine/autograd/inplace.test.ts' },
  cat: fn('cat'),
};
