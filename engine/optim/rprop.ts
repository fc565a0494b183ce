import { where } from '../ops/where';
import type { Tensor } from '../tensor/tensor';
import { type Given, type GroupInput, requireOption } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Rprop`. */
export interface RpropOptions {
  /** The length of the first step. */
  lr: number;
  /** Times the step where the gradient turned around, and where it kept its sign. */
  etas: readonly [number, number];
  /** The shortest and the longest step. */
  stepSizes: readonly [number, number];
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/**
 * Resilient backpropagation (torch.optim.Rprop; Riedmiller and Braun 1993): each element has a step of its own, and only
 * the sign of the gradient counts.
 */
export class Rprop extends Optimizer<RpropOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<RpropOptions>>,
    { lr = 1e-2, etas = [0.5, 1.2], stepSizes = [1e-6, 50], maximize = false }: Partial<RpropOptions> = {},
  ) {
    super(params, { lr, etas, stepSizes, maximize });
  }

  protected check({ lr, etas: [down, up] }: RpropOptions): void {
    requireOption(this, 'lr', lr, lr >= 0, 'from 0');
    requireOption(this, 'etas[0]', down, down > 0 && down < 1, 'between 0 and 1');
    requireOption(this, 'etas[1]', up, up > 1, 'above 1');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: RpropOptions, label: string): void {
    const { lr, etas, stepSizes, maximize } = options;
    const slots = { prev: 0, stepSize: lr };
    this.updateAsOp({ op: 'rprop', label, parameter, gradient, options, slots }, ({ prev, stepSize }) => {
      const descent = maximize ? gradient.neg() : gradient;
      const agreement = descent.mul(prev);
      const turned = agreement.lt(0);
      const factor = where(agreement.gt(0), etas[1], where(turned, etas[0], prev.mul(0).add(1)));
      stepSize.copy_(stepSize.mul(factor).clamp({ min: stepSizes[0], max: stepSizes[1] }));
      // Where it turned around, this step is left out, and the next one counts as a first.
      const followed = where(turned, 0, descent);
      parameter.sub_(followed.sign().mul(stepSize));
      prev.copy_(followed);
    });
  }
}
