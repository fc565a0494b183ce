import { rememberEntry } from '../history/changes';
import type { NamedTensor } from '../history/event';
import { inOptimizer } from '../ops/context';
import { zerosLike } from '../ops/creation';
import { adamUpdate } from '../ops/update';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { type Given, type GroupInput, requireBetas, requireFromZero } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `Adam` and `AdamW`. */
export interface AdamOptions {
  /** Learning rate. */
  lr: number;
  /** How much the running averages of the gradient and of its square keep. */
  betas: readonly [number, number];
  /** Added to the root of the average square. */
  eps: number;
  /** Times the parameter, added to the gradient (L2); or, decoupled, what the parameter itself shrinks by. */
  weightDecay: number;
  /** Divides by the largest average square so far (Reddi et al. 2018). */
  amsgrad: boolean;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
  /** Weight decay shrinks the parameter itself, apart from the gradient: AdamW. */
  decoupledWeightDecay: boolean;
}

interface AdamState {
  step: number;
  expAvg: Tensor;
  expAvgSq: Tensor;
  maxExpAvgSq?: Tensor;
}

/** Adam (torch.optim.Adam; Kingma and Ba 2015). Weight decay is added to the gradient (L2), 0 by default. */
export class Adam extends Optimizer<AdamOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdamOptions>>,
    {
      lr = 1e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
      amsgrad = false,
      maximize = false,
      decoupledWeightDecay = false,
    }: Partial<AdamOptions> = {},
  ) {
    super(params, { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay });
  }

  protected check(options: AdamOptions): void {
    requireFromZero(this, options, 'lr', 'eps', 'weightDecay');
    requireBetas(this, options.betas);
  }

  protected update(parameter: Tensor, gradient: Tensor, options: AdamOptions, label: string): void {
    const { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay: decoupled } = options;
    const step = 1 + ((this.state.get(parameter)?.step as number | undefined) ?? 0);
    const op = decoupled ? 'adamW' : 'adam';
    const attributes = { lr, betas, eps, weightDecay, amsgrad, maximize, step };
    const inputs: NamedTensor[] = [
      { name: 'parameter', tensor: parameter },
      { name: 'grad', tensor: gradient },
    ];
    inOptimizer(`${op} ${label}`, op, inputs, attributes, () => {
      const state = this.#stateOf(parameter, amsgrad);
      state.step = step;
      const { expAvg, expAvgSq, maxExpAvgSq } = state;
      inputs.push({ name: 'expAvg', tensor: expAvg }, { name: 'expAvgSq', tensor: expAvgSq });
      if (maxExpAvgSq) {
        inputs.push({ name: 'maxExpAvgSq', tensor: maxExpAvgSq });
        amsgradUpdate(parameter, gradient, options, { step, expAvg, expAvgSq, maxExpAvgSq });
      } else {
        const [beta1, beta2] = betas;
        const numbers = { lr, beta1, beta2, eps, weightDecay, step, decoupled, maximize };
        adamUpdate(parameter, gradient, expAvg, expAvgSq, numbers);
      }
      return inputs.filter(({ name }) => name !== 'grad');
    });
  }

  #stateOf(parameter: Tensor, amsgrad: boolean): AdamState {
    let state = this.state.get(parameter) as unknown as AdamState | undefined;
    if (!state) {
      state = { step: 0, expAvg: keep(zerosLike(parameter)), expAvgSq: keep(zerosLike(parameter)) };
      rememberEntry(this.state, parameter);
      this.state.set(parameter, state as unknown as Record<string, Tensor | number>);
    }
    if (amsgrad && !state.maxExpAvgSq) {
      const zeros = keep(zerosLike(parameter));
      rememberEntry(this.state, parameter);
      state.maxExpAvgSq = zeros;
    }
    return state;
  }
}

/** Adam whose weight decay is decoupled from the gradient, 0.01 by default (torch.optim.AdamW; Loshchilov and Hutter 2019). */
export class AdamW extends Adam {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdamOptions>>,
    { weightDecay = 1e-2, ...options }: Partial<AdamOptions> = {},
  ) {
    super(params, { weightDecay, ...options, decoupledWeightDecay: true });
  }
}

/** The same step from ops: it needs the largest average square, which the fused kernel does not keep. */
function amsgradUpdate(
  parameter: Tensor,
  gradient: Tensor,
  { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay }: AdamOptions,
  { step, expAvg, expAvgSq, maxExpAvgSq }: Required<AdamState>,
): void {
  let descent = maximize ? gradient.neg() : gradient;
  if (decoupledWeightDecay) parameter.mul_(1 - lr * weightDecay);
  else if (weightDecay !== 0) descent = descent.add(parameter.mul(weightDecay));
  expAvg.mul_(betas[0]).add_(descent.mul(1 - betas[0]));
  expAvgSq.mul_(betas[1]).add_(descent.mul(descent).mul(1 - betas[1]));
  maxExpAvgSq.copy_(maxExpAvgSq.maximum(expAvgSq));
  const denominator = maxExpAvgSq
    .sqrt()
    .div(Math.sqrt(1 - betas[1] ** step))
    .add(eps);
  parameter.sub_(expAvg.div(denominator).mul(lr / (1 - betas[0] ** step)));
}
