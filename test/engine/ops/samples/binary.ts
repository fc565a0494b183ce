import { all, fn, inPlace, type Samples } from './call';

export const binary: Samples = {
  ...all('add sub mul div pow maximum minimum remainder floorDivide', fn),
  ...all('add_ sub_ mul_ div_ pow_ maximum_ minimum_ remainder_ floorDivide_', inPlace),
  ...all('eq ne lt le gt ge logicalAnd logicalOr logicalXor', fn),
};
