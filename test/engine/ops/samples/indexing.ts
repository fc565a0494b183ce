import type { Index, Tensor } from 'backstep';
import { all, fn, inPlace, method, type Samples } from './call';

/** The places follow the value in the arguments, because there can be any number of them. */
export const indexing: Samples = {
  // As `at` with tensors among its places.
  index: (input, ...places) => input.at(...places),
  indexPut: (input, value, accumulate, ...places) => input.indexPut(places, value, accumulate),
  indexPut_: (input, value, accumulate, ...places) => input.clone().indexPut_(places, value, accumulate),
  nonzero: method('nonzero'),
};

export const indexingFunctions: Samples = {
  at: (input, ...places) => input.at(...places),
  at_: (input: Tensor, value, ...places: Index[]) => input.clone().at_(places, value),
  ...all('take takeAlongDim put argwhere', method),
  put_: inPlace('put_'),
  whereAlone: fn('where'),
  whereMethod: method('where'),
  nonzeroAsTuple: (input: Tensor) => input.nonzero({ asTuple: true }),
};
