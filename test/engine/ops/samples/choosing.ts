import { fn, inPlace, method, type Samples } from './call';

export const choosing: Samples = {
  where: fn('where'),
  clamp: method('clamp'),
  clamp_: inPlace('clamp_'),
};
