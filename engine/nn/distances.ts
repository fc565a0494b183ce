/** Distances between vectors, as modules. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** Options of `PairwiseDistance`. */
export interface PairwiseDistanceOptions {
  /** Of the norm; 2 by default. */
  readonly p?: number;
  /** Added to the differences below their norm. */
  readonly eps?: number;
  /** Whether the last axis stays, with size 1. */
  readonly keepdim?: boolean;
}

/** The p-norm of x1 - x2 + eps along the last axis (torch.nn.PairwiseDistance). */
export class PairwiseDistance extends Module {
  constructor(
    /** As they were given. */
    readonly options: PairwiseDistanceOptions = {},
  ) {
    super();
  }

  /** Vectors [N, D] twice to their distances [N]. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.pairwiseDistance(x1, x2, this.options);
  }
}

/** Options of `CosineSimilarity`. */
export interface CosineSimilarityOptions {
  /** The axis of the vectors; 1 by default. */
  readonly dim?: number;
  /** The norms are at least this. */
  readonly eps?: number;
}

/** The cosine of the angle between vectors along `dim`, 1 by default (torch.nn.CosineSimilarity). */
export class CosineSimilarity extends Module {
  constructor(
    /** As they were given. */
    readonly options: CosineSimilarityOptions = {},
  ) {
    super();
  }

  /** Two tensors that broadcast together to the cosines, without the axis `dim`. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.cosineSimilarity(x1, x2, this.options);
  }
}
