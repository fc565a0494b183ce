/** Distances between vectors, as modules. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

export interface PairwiseDistanceOptions {
  readonly p?: number;
  /** Added to the differences below their norm. */
  readonly eps?: number;
  readonly keepdim?: boolean;
}

/** The p-norm of x1 - x2 + eps along the last axis (torch.nn.PairwiseDistance). */
export class PairwiseDistance extends Module {
  constructor(readonly options: PairwiseDistanceOptions = {}) {
    super();
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.pairwiseDistance(x1, x2, this.options);
  }
}

export interface CosineSimilarityOptions {
  readonly dim?: number;
  /** The norms are at least this. */
  readonly eps?: number;
}

/** The cosine of the angle between vectors along `dim`, 1 by default (torch.nn.CosineSimilarity). */
export class CosineSimilarity extends Module {
  constructor(readonly options: CosineSimilarityOptions = {}) {
    super();
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.cosineSimilarity(x1, x2, this.options);
  }
}
