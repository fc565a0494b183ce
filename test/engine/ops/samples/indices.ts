import { all, method, type Samples } from './call';

export const indices: Samples = {
  ...all('gather scatterAdd indexSelect indexAdd', method),
};
