import type { Tensor } from '../tensor/tensor';
import { average_, descentOf } from './descent';
import { type Given, type GroupInput, requireFromZero, requireOption } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Adadelta`. */
export interface AdadeltaOptions {
  /** Times each step. */
  lr: number;
  /** How much the running averages of the squares of gradients and steps keep. */
  rho: number;
  /** Added to both averages below their roots. */
  eps: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Takes the size of a step from the sizes of those before (torch.optim.Adadelta; Zeiler 2012). */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdadeltaOptions>>,
    { lr = 1, rho = 0.9, eps = 1e-6, weightDecay = 0, maximize = false }: Partial<AdadeltaOptions> = {},
  ) {
    super(params, { lr, rho, eps, weightDecay, maximize });
  }

  protected check(options: AdadeltaOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'weightDecay');
    requireOption(this, 'rho', options.rho, options.rho >= 0 && options.rho <= 1, 'from 0 to 1');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: AdadeltaOptions, label: string): void {
    const { lr, rho, eps } = options;
    const slots = { squareAvg: 0, accDelta: 0 };
    this.updateAsOp({ op: 'adadelta', label, parameter, gradient, options, slots }, (state) => {
      const { squareAvg, accDelta } = state;
      const descent = descentOf(parameter, gradient, options);
      average_(squareAvg, descent.square(), rho);
      const step = accDelta.add(eps).sqrt().div(squareAvg.add(eps).sqrt()).mul(descent);
      average_(accDelta, step.square(), rho);
      parameter.sub_(step.mul(lr));
    });
  }
}
