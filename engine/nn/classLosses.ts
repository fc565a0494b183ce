/** Losses by classes and labels. Their weights are buffers: state that is not trained. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Loss, type LossOptions } from './losses';

/** A tensor that is a buffer of the loss, taken from its options. */
type Weights<Options> = Omit<Options, 'weight'> & {
  /** Times the losses of a class, or of an element; a buffer. */
  readonly weight: Tensor | null;
};

/** A loss with weights. */
abstract class WeightedLoss<
  Options extends {
    /** Times the losses of a class, or of an element; a buffer. */
    readonly weight?: Tensor | null;
  },
> extends Loss<Options> {
  /** Times the losses of a class, or of an element; a buffer. */
  declare weight: Tensor | null;

  constructor(options?: Options) {
    super(options);
    this.registerBuffer('weight', options?.weight ?? null);
  }

  /** @internal The options, with the weights as they are now, such as after `to` or `loadStateDict`. */
  protected get present(): Weights<Options> {
    return { ...this.options, weight: this.weight };
  }
}

/** -log softmax(logits)[class]; logits [N, C, …], int64 classes [N, …] or probabilities (torch.nn.CrossEntropyLoss). */
export class CrossEntropyLoss extends WeightedLoss<F.CrossEntropyOptions> {
  /** Logits [N, C, …] and classes [N, …], or probabilities [N, C, …], to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.crossEntropy(input, target, this.present);
  }
}

/** -logProbabilities[class]; logarithms of probabilities [N, C, …], classes int64 [N, …] (torch.nn.NLLLoss). */
export class NLLLoss extends WeightedLoss<F.ClassLossOptions> {
  /** Logarithms of probabilities [N, C, …] and classes [N, …] to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.nllLoss(input, target, this.present);
  }
}

/** -(y log p + (1 - y) log(1 - p)), for probabilities p and targets y from 0 to 1 (torch.nn.BCELoss). */
export class BCELoss extends WeightedLoss<F.BinaryCrossEntropyOptions> {
  /** Probabilities and targets of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropy(input, target, this.present);
  }
}

/** Options of `BCEWithLogitsLoss`. */
export interface BCEWithLogitsOptions extends F.BinaryCrossEntropyOptions {
  /** Times the part of the positive targets; of a shape that broadcasts to theirs. */
  readonly posWeight?: Tensor | null;
}

/** BCELoss of sigmoid(input), without its overflow (torch.nn.BCEWithLogitsLoss). */
export class BCEWithLogitsLoss extends WeightedLoss<BCEWithLogitsOptions> {
  /** Times the part of the positive targets; a buffer. */
  declare posWeight: Tensor | null;

  constructor(options?: BCEWithLogitsOptions) {
    super(options);
    this.registerBuffer('posWeight', options?.posWeight ?? null);
  }

  /** Logits and targets of one shape to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropyWithLogits(input, target, { ...this.present, posWeight: this.posWeight });
  }
}

/** The sum over other classes of max(0, margin - x[y] + x[c])^p / C (torch.nn.MultiMarginLoss). */
export class MultiMarginLoss extends WeightedLoss<F.MultiMarginOptions> {
  /** Scores [N, C] and classes [N] to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multiMarginLoss(input, target, this.present);
  }
}

/** The mean over classes of BCEWithLogitsLoss (torch.nn.MultiLabelSoftMarginLoss). */
export class MultiLabelSoftMarginLoss extends WeightedLoss<
  LossOptions & {
    /** Times the losses of a class, or of an element; a buffer. */
    readonly weight?: Tensor | null;
  }
> {
  /** Logits and targets [N, C] to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabelSoftMarginLoss(input, target, this.present);
  }
}

/** A hinge between the classes of a row and all others (torch.nn.MultiLabelMarginLoss). */
export class MultiLabelMarginLoss extends Loss<LossOptions> {
  /** Scores [N, C] and classes [N, C], ended by -1, to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabelMarginLoss(input, target, this.options);
  }
}

/** -log of the probability that the steps give the target, over all alignments (torch.nn.CTCLoss; Graves et al. 2006). */
export class CTCLoss extends Loss<F.CTCOptions> {
  /** Logarithms of probabilities [T, N, C], targets [N, S] or all in one row, and the lengths of both. */
  forward(
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Tensor | readonly number[] | number,
    targetLengths: Tensor | readonly number[] | number,
  ): Tensor {
    return F.ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options);
  }
}
