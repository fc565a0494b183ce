/** Losses of elements. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** Options of a loss. */
export interface LossOptions {
  /** Over all elements, or over all rows where a row has one loss: 'mean' (default), 'sum', or 'none' of both. */
  readonly reduction?: F.Reduction;
}

/** Holds what its function is given beside the tensors. */
export abstract class Loss<Options extends object> extends Module {
  /** As they were given. */
  readonly options: Readonly<Options>;

  constructor(options?: Options) {
    super();
    this.options = { ...options } as Options;
  }

  /** 'mean' unless another was given. */
  get reduction(): string {
    return (this.options as { reduction?: string }).reduction ?? 'mean';
  }

  override extraRepr(): string {
    return Object.entries(this.options)
      .filter(([, value]) => typeof value !== 'object' && typeof value !== 'function')
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  }
}

/** |input - target| (torch.nn.L1Loss). */
export class L1Loss extends Loss<LossOptions> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1Loss(input, target, this.options);
  }
}

/** (input - target)² (torch.nn.MSELoss). */
export class MSELoss extends Loss<LossOptions> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.mseLoss(input, target, this.options);
  }
}

/** d² / (2 beta) where the distance d is below `beta`, else d - beta / 2 (torch.nn.SmoothL1Loss). */
export class SmoothL1Loss extends Loss<
  LossOptions & {
    /** The distance from which on the loss is linear; 1 by default. */
    readonly beta?: number;
  }
> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.smoothL1Loss(input, target, this.options);
  }
}

/** d² / 2 where the distance d is at most `delta`, else delta (d - delta / 2) (torch.nn.HuberLoss). */
export class HuberLoss extends Loss<
  LossOptions & {
    /** The distance from which on the loss is linear; 1 by default. */
    readonly delta?: number;
  }
> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.huberLoss(input, target, this.options);
  }
}

/** y (log y - input), for logarithms of probabilities and targets y (torch.nn.KLDivLoss). */
export class KLDivLoss extends Loss<F.KLDivOptions> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.klDiv(input, target, this.options);
  }
}

/** The negative log-likelihood of counts (torch.nn.PoissonNLLLoss). */
export class PoissonNLLLoss extends Loss<F.PoissonNLLOptions> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.poissonNllLoss(input, target, this.options);
  }
}

/** The negative log-likelihood of normal variables (torch.nn.GaussianNLLLoss). */
export class GaussianNLLLoss extends Loss<F.GaussianNLLOptions> {
  /** Means, targets and variances to the loss, reduced. */
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return F.gaussianNllLoss(input, target, variance, this.options);
  }
}

/** log(1 + e^(-y x)), for targets y of 1 and -1 (torch.nn.SoftMarginLoss). */
export class SoftMarginLoss extends Loss<LossOptions> {
  /** Input and target of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.softMarginLoss(input, target, this.options);
  }
}
