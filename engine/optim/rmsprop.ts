import type { Tensor } from '../tensor/tensor';
import { average_, descentOf } from './descent';
import { type Given, type GroupInput, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `RMSprop`. */
export interface RMSpropOptions {
  /** Learning rate. */
  lr: number;
  /** How much the running average of the squared gradient keeps. */
  alpha: number;
  /** Added to the root of the average square. */
  eps: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** How much of the last step goes into the next; 0 by default. */
  momentum: number;
  /** Divides by the deviation of the gradient instead of the root of its average square. */
  centered: boolean;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/**
 * Divides the gradient by the root of a running average of its square (torch.optim.RMSprop; Tieleman and Hinton
 * 2012; centered: Graves 2013).
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<RMSpropOptions>>,
    {
      lr = 1e-2,
      alpha = 0.99,
      eps = 1e-8,
      weightDecay = 0,
      momentum = 0,
      centered = false,
      maximize = false,
    }: Partial<RMSpropOptions> = {},
  ) {
    super(params, { lr, alpha, eps, weightDecay, momentum, centered, maximize });
  }

  protected check(options: RMSpropOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'momentum', 'weightDecay', 'alpha');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: RMSpropOptions, label: string): void {
    const { lr, alpha, eps, momentum, centered } = options;
    const slots: Readonly<Record<'squareAvg' | 'momentumBuffer' | 'gradAvg', number>> = {
      squareAvg: 0,
      ...(momentum > 0 ? { momentumBuffer: 0 } : {}),
      ...(centered ? { gradAvg: 0 } : {}),
    } as never;
    this.updateAsOp({ op: 'rmsprop', label, parameter, gradient, options, slots }, (state) => {
      const { squareAvg, momentumBuffer, gradAvg } = state;
      const descent = descentOf(parameter, gradient, options);
      average_(squareAvg, descent.square(), alpha);
      const square = centered ? squareAvg.sub(average_(gradAvg, descent, alpha).square()) : squareAvg;
      const scaled = descent.div(square.sqrt().add(eps));
      const step = momentum > 0 ? momentumBuffer.mul_(momentum).add_(scaled) : scaled;
      parameter.sub_(step.mul(lr));
    });
  }
}
