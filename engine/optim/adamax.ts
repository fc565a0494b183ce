import type { Tensor } from '../tensor/tensor';
import { average_, descentOf } from './descent';
import { type Given, type GroupInput, requireBetas, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Adamax`. */
export interface AdamaxOptions {
  /** Learning rate. */
  lr: number;
  /** How much the running average of the gradient, and the largest gradient so far, keep. */
  betas: readonly [number, number];
  /** Added to the absolute gradient. */
  eps: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Adam with the infinity norm in place of the average square (torch.optim.Adamax; Kingma and Ba 2015). */
export class Adamax extends Optimizer<AdamaxOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdamaxOptions>>,
    {
      lr = 2e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
      maximize = false,
    }: Partial<AdamaxOptions> = {},
  ) {
    super(params, { lr, betas, eps, weightDecay, maximize });
  }

  protected check(options: AdamaxOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'weightDecay');
    requireBetas(this, options.betas);
  }

  protected update(parameter: Tensor, gradient: Tensor, options: AdamaxOptions, label: string): void {
    const { lr, betas, eps } = options;
    const slots = { expAvg: 0, expInf: 0 };
    this.updateAsOp({ op: 'adamax', label, parameter, gradient, options, slots }, (state) => {
      const { expAvg, expInf, step } = state;
      const descent = descentOf(parameter, gradient, options);
      average_(expAvg, descent, betas[0]);
      expInf.mul_(betas[1]).maximum_(descent.abs().add(eps));
      parameter.sub_(expAvg.div(expInf).mul(lr / (1 - betas[0] ** step)));
    });
  }
}
