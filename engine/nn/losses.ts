import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

export interface LossOptions {
  /** Over all elements, or over all rows where a row has one loss: 'mean' (default), 'sum', or 'none' of both. */
  readonly reduction?: F.Reduction;
}

export interface ClassLossOptions extends LossOptions {
  /** Rows of this class count nothing; -100 by default. */
  readonly ignoreIndex?: number;
}

abstract class Loss extends Module {
  readonly reduction: F.Reduction;

  constructor({ reduction = 'mean' }: LossOptions = {}) {
    super();
    this.reduction = reduction;
  }

  abstract forward(input: Tensor, target: Tensor): Tensor;
}

abstract class ClassLoss extends Loss {
  readonly ignoreIndex: number;

  constructor({ ignoreIndex = -100, ...options }: ClassLossOptions = {}) {
    super(options);
    this.ignoreIndex = ignoreIndex;
  }
}

/** -log softmax(logits)[class]; logits [N, C], classes int64 [N] (torch.nn.CrossEntropyLoss). */
export class CrossEntropyLoss extends ClassLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.crossEntropy(input, target, { reduction: this.reduction, ignoreIndex: this.ignoreIndex });
  }
}

/** -logProbabilities[class]; logarithms of probabilities [N, C], classes int64 [N] (torch.nn.NLLLoss). */
export class NLLLoss extends ClassLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.nllLoss(input, target, { reduction: this.reduction, ignoreIndex: this.ignoreIndex });
  }
}

/** (input - target)² (torch.nn.MSELoss). */
export class MSELoss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.mseLoss(input, target, { reduction: this.reduction });
  }
}

/** |input - target| (torch.nn.L1Loss). */
export class L1Loss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1Loss(input, target, { reduction: this.reduction });
  }
}

/** -(y log p + (1 - y) log(1 - p)), for probabilities p and targets y from 0 to 1 (torch.nn.BCELoss). */
export class BCELoss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropy(input, target, { reduction: this.reduction });
  }
}

/** BCELoss of sigmoid(input), without its overflow (torch.nn.BCEWithLogitsLoss). */
export class BCEWithLogitsLoss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropyWithLogits(input, target, { reduction: this.reduction });
  }
}
