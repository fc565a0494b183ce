import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { activationCases } from './cases/activations';
import type { Cases } from './cases/case';
import { convolutionCases } from './cases/convolutions';
import { decompositionCases } from './cases/decompositions';
import { elementwiseCases } from './cases/elementwise';
import { functionCases } from './cases/functions';
import { makingCases } from './cases/making';
import { normalizationCases } from './cases/normalizations';
import { optimizerCases } from './cases/optimizers';
import { partCases } from './cases/parts';
import { poissonCases } from './cases/poisson';
import { positionCases } from './cases/positions';
import { productCases } from './cases/products';
import { reductionCases } from './cases/reductions';
import { sortingCases } from './cases/sorting';
import { transformCases } from './cases/transforms';

const cases: Cases = {
  ...activationCases,
  ...convolutionCases,
  ...decompositionCases,
  ...elementwiseCases,
  ...functionCases,
  ...makingCases,
  ...normalizationCases,
  ...optimizerCases,
  ...partCases,
  ...poissonCases,
  ...positionCases,
  ...productCases,
  ...reductionCases,
  ...sortingCases,
  ...transformCases,
};

// The other instruction sets are tested by runs of this file in runs of isa.test.ts.
const numRuns = process.env.BACKSTEP_FEWER_RUNS ? 15 : 60;

describe(`kernels (${native.info.isa})`, () => {
  it('all have a case here', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(native.kernels).sort());
  });

  for (const [kernel, { dtypes, property }] of Object.entries(cases)) {
    it(`${kernel} does what its reference does, whatever the strides`, () => {
      for (const dtype of dtypes) {
        try {
          fc.assert(property(dtype), { numRuns });
        } catch (error) {
          throw new Error(`${dtype}: ${(error as Error).message}`, { cause: error });
        }
      }
    });
  }
});
