import type { Tensor } from '../tensor/tensor';
import { descentOf } from './descent';
import { type Given, type GroupInput, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Adagrad`. */
export interface AdagradOptions {
  /** Learning rate. */
  lr: number;
  /** The rate of step t is lr / (1 + (t - 1) lrDecay). */
  lrDecay: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** What the sum of squares begins with. */
  initialAccumulatorValue: number;
  /** Added to the root of the sum of squares. */
  eps: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Divides the gradient by the root of the sum of all its squares (torch.optim.Adagrad; Duchi et al. 2011). */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdagradOptions>>,
    {
      lr = 1e-2,
      lrDecay = 0,
      weightDecay = 0,
      initialAccumulatorValue = 0,
      eps = 1e-10,
      maximize = false,
    }: Partial<AdagradOptions> = {},
  ) {
    super(params, { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize });
  }

  protected check(options: AdagradOptions): void {
    requireFromZero(this, options, 'lr', 'lrDecay', 'weightDecay', 'initialAccumulatorValue', 'eps');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: AdagradOptions, label: string): void {
    const { lr, lrDecay, eps, initialAccumulatorValue } = options;
    const slots = { sum: initialAccumulatorValue };
    this.updateAsOp({ op: 'adagrad', label, parameter, gradient, options, slots }, ({ sum, step }) => {
      const descent = descentOf(parameter, gradient, options);
      sum.add_(descent.square());
      parameter.sub_(descent.div(sum.sqrt().add(eps)).mul(lr / (1 + (step - 1) * lrDecay)));
    });
  }
}
