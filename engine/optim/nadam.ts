import { rememberFields } from '../history/numbers';
import type { Tensor } from '../tensor/tensor';
import { average_, descentOf } from './descent';
import { type Given, type GroupInput, requireBetas, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `NAdam`. */
export interface NAdamOptions {
  /** Learning rate. */
  lr: number;
  /** How much the running averages of the gradient and of its square keep. */
  betas: readonly [number, number];
  /** Added to the root of the average square. */
  eps: number;
  /** Times the parameter, added to the gradient (L2); or, decoupled, what the parameter itself shrinks by. */
  weightDecay: number;
  /** How fast the momentum rises to betas[0]. */
  momentumDecay: number;
  /** Weight decay shrinks the parameter itself, apart from the gradient, as in AdamW. */
  decoupledWeightDecay: boolean;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Base of the power by which the momentum rises (Dozat 2016). */
const MOMENTUM_BASE = 0.96;

/** Adam with Nesterov's momentum (torch.optim.NAdam; Dozat 2016). */
export class NAdam extends Optimizer<NAdamOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<NAdamOptions>>,
    {
      lr = 2e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
      momentumDecay = 4e-3,
      decoupledWeightDecay = false,
      maximize = false,
    }: Partial<NAdamOptions> = {},
  ) {
    super(params, { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize });
  }

  protected check(options: NAdamOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'weightDecay', 'momentumDecay');
    requireBetas(this, options.betas);
  }

  protected update(parameter: Tensor, gradient: Tensor, options: NAdamOptions, label: string): void {
    const { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize } = options;
    const slots = { expAvg: 0, expAvgSq: 0 };
    this.updateAsOp({ op: 'nadam', label, parameter, gradient, options, slots }, (state) => {
      const { expAvg, expAvgSq, step } = state;
      const momentum = (at: number) => betas[0] * (1 - 0.5 * MOMENTUM_BASE ** (at * momentumDecay));
      const [now, next] = [momentum(step), momentum(step + 1)];
      // PyTorch keeps the product as a float32.
      const product = Math.fround(((state.muProduct as number | undefined) ?? 1) * Math.fround(now));
      rememberFields(state);
      state.muProduct = product;
      if (decoupledWeightDecay) parameter.mul_(1 - lr * weightDecay);
      const decay = decoupledWeightDecay ? 0 : weightDecay;
      const descent = descentOf(parameter, gradient, { weightDecay: decay, maximize });
      average_(expAvg, descent, betas[0]);
      average_(expAvgSq, descent.square(), betas[1]);
      const denominator = expAvgSq
        .div(1 - betas[1] ** step)
        .sqrt()
        .add(eps);
      parameter.sub_(descent.div(denominator).mul((lr * (1 - now)) / (1 - product)));
      parameter.sub_(expAvg.div(denominator).mul((lr * next) / (1 - product * next)));
    });
  }
}
