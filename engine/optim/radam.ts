import type { Tensor } from '../tensor/tensor';
import { average_, descentOf } from './descent';
import { type Given, type GroupInput, requireBetas, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `RAdam`. */
export interface RAdamOptions {
  /** Learning rate. */
  lr: number;
  /** How much the running averages of the gradient and of its square keep. */
  betas: readonly [number, number];
  /** Added to the root of the average square. */
  eps: number;
  /** Times the parameter, added to the gradient (L2); or, decoupled, what the parameter itself shrinks by. */
  weightDecay: number;
  /** Weight decay shrinks the parameter itself, apart from the gradient, as in AdamW. */
  decoupledWeightDecay: boolean;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** The average square counts as known from this many samples on. */
const ENOUGH = 5;

/**
 * Adam that goes by the averaged gradient alone until the average square is known well enough
 * (torch.optim.RAdam; Liu et al. 2020).
 */
export class RAdam extends Optimizer<RAdamOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<RAdamOptions>>,
    {
      lr = 1e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
      decoupledWeightDecay = false,
      maximize = false,
    }: Partial<RAdamOptions> = {},
  ) {
    super(params, { lr, betas, eps, weightDecay, decoupledWeightDecay, maximize });
  }

  protected check(options: RAdamOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'weightDecay');
    requireBetas(this, options.betas);
  }

  protected update(parameter: Tensor, gradient: Tensor, options: RAdamOptions, label: string): void {
    const { lr, betas, eps, weightDecay, decoupledWeightDecay, maximize } = options;
    const slots = { expAvg: 0, expAvgSq: 0 };
    this.updateAsOp({ op: 'radam', label, parameter, gradient, options, slots }, (state) => {
      const { expAvg, expAvgSq, step } = state;
      if (decoupledWeightDecay) parameter.mul_(1 - lr * weightDecay);
      const decay = decoupledWeightDecay ? 0 : weightDecay;
      const descent = descentOf(parameter, gradient, { weightDecay: decay, maximize });
      average_(expAvg, descent, betas[0]);
      average_(expAvgSq, descent.square(), betas[1]);
      const rate = lr / (1 - betas[0] ** step);
      const rectified = rectification(betas[1], step);
      if (rectified === null) {
        parameter.sub_(expAvg.mul(rate));
      } else {
        const root = Math.sqrt(1 - betas[1] ** step);
        parameter.sub_(expAvg.div(expAvgSq.sqrt().add(eps)).mul(rate * rectified * root));
      }
    });
  }
}

/** By how much the variance of the adaptive rate is too large; null while the average has too few samples. */
function rectification(beta: number, step: number): number | null {
  const longest = 2 / (1 - beta) - 1;
  const length = longest - (2 * step * beta ** step) / (1 - beta ** step);
  if (!(length > ENOUGH)) return null;
  const ratio = (at: number) => (at - 4) * (at - 2);
  return Math.sqrt((ratio(length) * longest) / (ratio(longest) * length));
}
