import { fail } from '../tensor/errors';
import { Sampler } from './sampler';

/** Batches of the indices that another sampler gives (torch.utils.data.BatchSampler). */
export class BatchSampler extends Sampler<readonly number[]> {
  constructor(
    /** Where the indices come from. */
    readonly sampler: Iterable<number> & {
      /** How many it gives. */
      readonly length?: number;
    },
    /** Indices a batch. */
    readonly batchSize: number,
    /** Leaves out the last batch if it is not full. */
    readonly dropLast = false,
  ) {
    super();
    checkBatchSize('BatchSampler', batchSize);
  }

  /** Batches an iteration. */
  get length(): number {
    const { length } = this.sampler;
    if (length === undefined)
      fail('BatchSampler', 'the sampler has no length', 'undefined', 'give it a length');
    return this.dropLast ? Math.floor(length / this.batchSize) : Math.ceil(length / this.batchSize);
  }

  /** Goes through it, from the start. */
  override [Symbol.iterator](): Iterator<readonly number[]> {
    return this.#batches(this.sampler[Symbol.iterator]());
  }

  *#batches(indices: Iterator<number>): Iterator<readonly number[]> {
    let batch: number[] = [];
    for (let next = indices.next(); !next.done; next = indices.next()) {
      batch.push(next.value);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }

  override state(): unknown {
    return this.sampler instanceof Sampler ? this.sampler.state() : null;
  }

  override loadState(state: unknown): void {
    if (this.sampler instanceof Sampler) this.sampler.loadState(state);
  }
}

/** Throws where it is no count. */
export function checkBatchSize(op: string, batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    fail(op, 'batchSize is no count', `${batchSize}`, 'give an integer from 1');
  }
}
