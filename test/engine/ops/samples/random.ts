import { all, type Samples } from './call';

export const random: Samples = all(
  'poisson exponential_ geometric_ cauchy_ logNormal_ bernoulli_ random_',
  () => ({ elsewhere: 'distributions.test.ts' }),
);
