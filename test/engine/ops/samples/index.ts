/**
 * How each row of the op table is called with the arguments of its golden cases (test/golden/ops/): a file a
 * family. A row without an entry fails a test, and so does one whose entry has no case.
 */
import { binary } from './binary';
import type { Samples } from './call';
import { choosing } from './choosing';
import { combiningFunctions } from './combining';
import { convolutions } from './convolution';
import { copies } from './copies';
import { creation } from './creation';
import { transformFunctions, transforms } from './fft';
import { indexing, indexingFunctions } from './indexing';
import { indices } from './indices';
import { decompositions, linearAlgebra } from './linalg';
import { losses } from './losses';
import { math } from './math';
import { matrices } from './matrices';
import { norms } from './norms';
import { numbers } from './numbers';
import { pooling } from './pooling';
import { distances, products } from './products';
import { random } from './random';
import { reductions } from './reductions';
import { scattering, scatteringFunctions } from './scattering';
import { shaping, shapingFunctions } from './shaping';
import { sorting, sortingFunctions } from './sorting';
import { summaries } from './summaries';
import { unary } from './unary';
import { updates } from './updates';
import { views } from './views';

export const samples: Samples = {
  ...binary,
  ...choosing,
  ...convolutions,
  ...copies,
  ...creation,
  ...decompositions,
  ...distances,
  ...transforms,
  ...indices,
  ...losses,
  ...math,
  ...matrices,
  ...pooling,
  ...norms,
  ...numbers,
  ...random,
  ...reductions,
  ...summaries,
  ...unary,
  ...updates,
  ...views,
  ...indexing,
  ...scattering,
  ...sorting,
  ...shaping,
};

/** Likewise, of functions without a row: they are made of ops that are recorded one by one. */
export const composites: Samples = {
  ...transformFunctions,
  ...linearAlgebra,
  ...products,
  ...indexingFunctions,
  ...scatteringFunctions,
  ...sortingFunctions,
  ...shapingFunctions,
  ...combiningFunctions,
};
