/** Losses of distances between vectors. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Loss } from './losses';

/** max(0, -y (x1 - x2) + margin), for targets y of 1 and -1 (torch.nn.MarginRankingLoss). */
export class MarginRankingLoss extends Loss<F.MarginOptions> {
  /** Two inputs and targets of 1 and -1, all of one shape, to the loss, reduced. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.marginRankingLoss(input1, input2, target, this.options);
  }
}

/** x where y is 1, max(0, margin - x) where it is -1 (torch.nn.HingeEmbeddingLoss). */
export class HingeEmbeddingLoss extends Loss<F.MarginOptions> {
  /** Distances and targets of 1 and -1 to the loss, reduced. */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.hingeEmbeddingLoss(input, target, this.options);
  }
}

/** 1 - cos(x1, x2) where y is 1, max(0, cos - margin) where it is -1 (torch.nn.CosineEmbeddingLoss). */
export class CosineEmbeddingLoss extends Loss<F.MarginOptions> {
  /** Vectors [N, D] twice and targets [N] of 1 and -1 to the loss, reduced. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.cosineEmbeddingLoss(input1, input2, target, this.options);
  }
}

/** max(0, d(anchor, positive) - d(anchor, negative) + margin) (torch.nn.TripletMarginLoss). */
export class TripletMarginLoss extends Loss<F.TripletOptions> {
  /** Vectors [N, D] three times to the loss, reduced. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return F.tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/** A triplet loss with any distance (torch.nn.TripletMarginWithDistanceLoss). */
export class TripletMarginWithDistanceLoss extends Loss<F.TripletDistanceOptions> {
  /** Vectors [N, D] three times to the loss, reduced. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return F.tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}
