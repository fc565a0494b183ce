import { all, inPlace, method, type Samples } from './call';

export const scattering: Samples = {
  ...all('scatter scatterReduce indexCopy indexFill maskedFill', method),
  ...all('scatter_ scatterAdd_ scatterReduce_ indexAdd_ indexCopy_ indexFill_ maskedFill_', inPlace),
};

export const scatteringFunctions: Samples = {
  ...all('maskedSelect maskedScatter indexReduce', method),
  ...all('maskedScatter_ indexReduce_', inPlace),
};
