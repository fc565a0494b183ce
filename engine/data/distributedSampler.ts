import { randperm } from '../ops/random';
import { fail } from '../tensor/errors';
import { Generator } from '../tensor/generator';
import { Sampler } from './sampler';

/** Options of `DistributedSampler`. */
export interface DistributedSamplerOptions {
  /** Replicas that read the dataset together. */
  readonly numReplicas: number;
  /** Which of them this one is, from 0. */
  readonly rank: number;
  /** Yes by default. */
  readonly shuffle?: boolean;
  /** The same for all replicas; 0 by default. */
  readonly seed?: number;
  /** Leaves out samples that are too many for equal shares, instead of giving some twice; no by default. */
  readonly dropLast?: boolean;
}

/**
 * This replica's share of a dataset, as large as every other's (torch.utils.data.distributed.DistributedSampler):
 * every `numReplicas`-th index from `rank` on. Call `setEpoch` before each epoch, or all have the same order.
 */
export class DistributedSampler extends Sampler {
  /** What is divided. */
  readonly dataset: {
    /** How many it gives. */
    readonly length: number;
  };
  /** Processes that share the data. */
  readonly numReplicas: number;
  /** Which of them this is, from 0. */
  readonly rank: number;
  /** Whether each epoch has an order of its own. */
  readonly shuffle: boolean;
  /** Of the orders, the same in all processes. */
  readonly seed: number;
  /** Whether samples that cannot be divided evenly are left out. */
  readonly dropLast: boolean;
  /** Indices of this replica. */
  readonly length: number;
  #epoch = 0;

  constructor(
    dataset: {
      /** How many it gives. */
      readonly length: number;
    },
    { numReplicas, rank, shuffle = true, seed = 0, dropLast = false }: DistributedSamplerOptions,
  ) {
    super();
    if (!Number.isInteger(numReplicas) || numReplicas < 1) {
      fail('DistributedSampler', 'numReplicas is no count', String(numReplicas), 'give an integer from 1');
    }
    if (!Number.isInteger(rank) || rank < 0 || rank >= numReplicas) {
      fail(
        'DistributedSampler',
        'there is no such rank',
        `${rank}, of ${numReplicas} replicas`,
        'count from 0',
      );
    }
    this.dataset = dataset;
    this.numReplicas = numReplicas;
    this.rank = rank;
    this.shuffle = shuffle;
    this.seed = seed;
    this.dropLast = dropLast;
    this.length = (dropLast ? Math.floor : Math.ceil)(dataset.length / numReplicas);
  }

  /** Makes the next iteration one of this epoch: with the seed, it decides the order. */
  setEpoch(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Goes through it, from the start. */
  override *[Symbol.iterator](): Iterator<number> {
    const { length } = this.dataset;
    const generator = new Generator(this.seed + this.#epoch);
    const order = this.shuffle
      ? (randperm(length, { generator }).tolist() as number[])
      : Array.from({ length }, (_, index) => index);
    // What is missing for equal shares is taken from the beginning again, several times if need be.
    for (let i = 0; i < this.length; i++) yield order[(this.rank + i * this.numReplicas) % length];
  }

  override state(): unknown {
    return this.#epoch;
  }

  override loadState(state: unknown): void {
    this.#epoch = state as number;
  }
}
