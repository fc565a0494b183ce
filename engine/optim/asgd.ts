import { rememberFields } from '../history/numbers';
import type { Tensor } from '../tensor/tensor';
import { descentOf } from './descent';
import { type Given, type GroupInput, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `ASGD`. */
export interface ASGDOptions {
  /** Learning rate at the start. */
  lr: number;
  /** How much of a parameter decays in each step, times the rate. */
  lambd: number;
  /** The power by which the rate falls. */
  alpha: number;
  /** The step from which on the parameters are averaged. */
  t0: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/**
 * Averaged stochastic gradient descent (torch.optim.ASGD; Polyak and Juditsky 1992): the average is `ax` in the state.
 */
export class ASGD extends Optimizer<ASGDOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<ASGDOptions>>,
    {
      lr = 1e-2,
      lambd = 1e-4,
      alpha = 0.75,
      t0 = 1e6,
      weightDecay = 0,
      maximize = false,
    }: Partial<ASGDOptions> = {},
  ) {
    super(params, { lr, lambd, alpha, t0, weightDecay, maximize });
  }

  protected check(options: ASGDOptions): void {
    requireFromZero(this, options, 'lr', 'weightDecay');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: ASGDOptions, label: string): void {
    const { lr, lambd, alpha, t0 } = options;
    const slots = { ax: 0 };
    this.updateAsOp({ op: 'asgd', label, parameter, gradient, options, slots }, (state) => {
      const { ax, step } = state;
      // PyTorch keeps both numbers as float32.
      const eta = (state.eta as number | undefined) ?? Math.fround(lr);
      const mu = (state.mu as number | undefined) ?? 1;
      const descent = descentOf(parameter, gradient, options);
      parameter.mul_(1 - lambd * eta).sub_(descent.mul(eta));
      if (mu === 1) ax.copy_(parameter);
      else ax.add_(parameter.sub(ax).mul(mu));
      rememberFields(state);
      state.eta = Math.fround(lr / (1 + lambd * lr * step) ** alpha);
      state.mu = Math.fround(1 / Math.max(1, step - t0));
    });
  }
}
