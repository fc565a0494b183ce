import type { Tensor } from '../tensor/tensor';
import { average_ } from './descent';
import { type Given, type GroupInput, requireBetas, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Lion`. */
export interface LionOptions {
  /** Learning rate; each element moves by exactly this much, so it is about a tenth of Adam's. */
  lr: number;
  /** The share of the momentum in a step, and how much the momentum keeps. */
  betas: readonly [number, number];
  /** Shrinks the parameter itself, apart from the gradient. */
  weightDecay: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Steps by the sign of the momentum, with the paper's defaults (Chen et al. 2023; torch.optim has none). */
export class Lion extends Optimizer<LionOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<LionOptions>>,
    { lr = 1e-4, betas = [0.9, 0.99], weightDecay = 0, maximize = false }: Partial<LionOptions> = {},
  ) {
    super(params, { lr, betas, weightDecay, maximize });
  }

  protected check(options: LionOptions): void {
    requireFromZero(this, options, 'lr', 'weightDecay');
    requireBetas(this, options.betas);
  }

  protected update(parameter: Tensor, gradient: Tensor, options: LionOptions, label: string): void {
    const { lr, betas, weightDecay, maximize } = options;
    const slots = { expAvg: 0 };
    this.updateAsOp({ op: 'lion', label, parameter, gradient, options, slots }, ({ expAvg }) => {
      const descent = maximize ? gradient.neg() : gradient;
      const direction = expAvg.mul(betas[0]).add(descent.mul(1 - betas[0]));
      if (weightDecay !== 0) parameter.mul_(1 - lr * weightDecay);
      parameter.sub_(direction.sign().mul(lr));
      average_(expAvg, descent, betas[1]);
    });
  }
}
