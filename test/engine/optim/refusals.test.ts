import { nn, optim } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from '../nn/golden';

describe('an optimizer refuses', () => {
  const a = new nn.Parameter(floats([1]));
  const refused: [() => unknown, string][] = [
    [() => new optim.LBFGS([a]).step(), 'LBFGS.step: there is no closure — undefined'],
    [
      () => new optim.LBFGS([{ params: [a] }, { params: [new nn.Parameter(floats([1]))] }]),
      'LBFGS: all parameters are to be in one group — 2 groups',
    ],
    [
      () => new optim.LBFGS([a], { lineSearchFn: 'armijo' as 'strongWolfe' }),
      "LBFGS: there is no such lineSearchFn — armijo — give 'strongWolfe' or null",
    ],
    [() => new optim.LBFGS([a], { lr: -1 }), 'LBFGS: invalid lr — -1 — give a number from 0'],
    [() => new optim.Adadelta([a], { rho: 2 }), 'Adadelta: invalid rho — 2 — give a number from 0 to 1'],
    [() => new optim.RMSprop([a], { momentum: -1 }), 'RMSprop: invalid momentum — -1'],
    [() => new optim.Adagrad([a], { lrDecay: -1 }), 'Adagrad: invalid lrDecay — -1'],
    [() => new optim.NAdam([a], { momentumDecay: -1 }), 'NAdam: invalid momentumDecay — -1'],
    [() => new optim.Lion([a], { betas: [1, 0.9] }), 'Lion: invalid betas[0] — 1'],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
