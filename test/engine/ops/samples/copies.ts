import { all, inPlace, method, type Samples } from './call';

export const copies: Samples = {
  ...all('to clone', method),
  // A transposed view is one that has to be copied.
  contiguous: (input) => input.permute(input.shape.map((_: number, axis: number) => axis)).contiguous(),
  ...all('copy_ fill_ zero_', inPlace),
};
