import { fail } from '../tensor/errors';
import type { Generator } from '../tensor/generator';
import type { Collated } from './collate';
import { Epoch, type LoaderState, savedState } from './epoch';
import { type AnyDataset, ended, Fetcher } from './fetch';
import { type DataLoaderOptions, type LoaderPlan, planOf } from './loaderOptions';
import { WorkerPool } from './pool';
import { type Read, readsByWorkers, readsHere } from './reads';

/**
 * The batches of a dataset, anew with each loop over it (torch.utils.data.DataLoader):
 * `for (const [images, labels] of loader)`, or `for await` where the dataset gives promises.
 *
 * With `numWorkers`, threads read ahead. The dataset is made again in each of them by its `recipe`; the tensors of a
 * batch are not copied on their way. Batches come in the order that they have without workers.
 *
 * What samples draw from the default generator depends on the epoch's seed and on the batch alone, so that neither
 * `numWorkers` nor a resumed epoch changes it. The epoch's seed is drawn when a loop begins.
 */
export class DataLoader<
  Sample,
  Batch = Collated<Sample>,
  Source extends AnyDataset<Sample> = AnyDataset<Sample>,
> implements Iterable<Batch>, AsyncIterable<Batch>
{
  /** Where the samples come from. */
  readonly dataset: Source;
  /** Samples a batch; null without batches. */
  readonly batchSize: number | null;
  /** Threads that read. */
  readonly numWorkers: number;
  /** Whether the last batch is left out if it is not full. */
  readonly dropLast: boolean;
  /** What random numbers are drawn with; the one that `manualSeed` seeds if not given. */
  readonly generator: Generator | undefined;
  readonly #plan: LoaderPlan;
  #pool: WorkerPool | null = null;
  /** The one under way, or the one that was left. */
  #epoch: Epoch | null = null;
  #resumed: LoaderState | null = null;

  constructor(dataset: Source & AnyDataset<Sample>, options: DataLoaderOptions<Sample, Batch> = {}) {
    this.#plan = planOf(dataset, options);
    this.dataset = dataset;
    this.batchSize = this.#plan.batchSize;
    this.numWorkers = this.#plan.numWorkers;
    this.dropLast = this.#plan.dropLast;
    this.generator = this.#plan.generator;
  }

  /** Batches an epoch. Throws where the dataset is a stream that does not know. */
  get length(): number {
    const { order, batchSize, dropLast } = this.#plan;
    const known = order ? order.length : this.dataset.length;
    if (known === undefined) {
      fail(
        'DataLoader',
        `the ${order ? 'sampler' : 'dataset'} does not know its length`,
        'length is undefined',
        'count the batches as they come',
      );
    }
    return order ? known : (dropLast ? Math.floor : Math.ceil)(known / (batchSize ?? 1));
  }

  /** Goes through it, from the start. */
  *[Symbol.iterator](): Iterator<Batch> {
    const epoch = this.#begin();
    const [reads, close] = this.#read(epoch);
    try {
      for (const read of reads) {
        const batch = read.now();
        if (batch === ended) continue;
        if (epoch.passed()) yield batch as Batch;
      }
      this.#finish(epoch);
    } finally {
      void close();
    }
  }

  /** Goes through it as `for await` does, from the start. */
  async *[Symbol.asyncIterator](): AsyncIterator<Batch> {
    const epoch = this.#begin();
    const [reads, close] = this.#read(epoch);
    try {
      for (const read of reads) {
        const batch = await read.soon();
        if (batch === ended) continue;
        if (epoch.passed()) yield batch as Batch;
      }
      this.#finish(epoch);
    } finally {
      await close();
    }
  }

  /**
   * Where the loop stands: what JSON can write. Asked in the body of a loop, or after it was left, it is the place after
   * the batch that was given last; after a loop that ended, the beginning of the next.
   *
   * It has the generator that the loader was given; the one that `manualSeed` seeds is the program's to save.
   */
  state(): LoaderState {
    return savedState(this.#resumed, this.#epoch, this.#plan, this.dataset.length);
  }

  /**
   * Makes the next loop go on where `state` was asked, with the batches that were left then, bit for bit. The dataset
   * and the options have to be the same; a sampler of the program's own has to give the same order again, or to have
   * `state` and `loadState`. A stream is read again up to that place.
   */
  loadState(state: LoaderState): void {
    const { length } = this.dataset;
    if (state.samples !== (length ?? null)) {
      fail(
        'DataLoader.loadState',
        'the dataset has another length than when the state was saved',
        `${length} samples, not ${state.samples}`,
        'load it with the same dataset',
      );
    }
    if (state.generator) this.#plan.generator?.setState(state.generator);
    this.#resumed = state;
    this.#epoch = null;
  }

  /** Ends persistent workers; resolves when they have ended. A later loop starts new ones. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  /** As at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #begin(): Epoch {
    this.#epoch = new Epoch(this.#plan, this.#resumed);
    this.#resumed = null;
    return this.#epoch;
  }

  #finish(epoch: Epoch): void {
    if (this.#epoch === epoch) this.#epoch = null;
  }

  /** What is to be read, and how the reading ends. */
  #read(epoch: Epoch): [Iterable<Read>, () => Promise<void> | void] {
    const plan = this.#plan;
    const { numWorkers, persistentWorkers, ownCombine, combine, batchSize, dropLast } = plan;
    if (numWorkers === 0) {
      const whole = !ownCombine;
      const fetcher = new Fetcher(this.dataset, { batchSize, dropLast, combine, whole, named: false });
      return [readsHere(fetcher, epoch, plan), () => fetcher.close()];
    }
    const combines = !ownCombine;
    const pool = this.#pool ?? new WorkerPool({ ...plan, dataset: this.dataset, combines }, epoch.seed);
    this.#pool = persistentWorkers ? pool : null;
    pool.begin();
    return [readsByWorkers(pool, epoch, plan), () => (persistentWorkers ? undefined : pool.end())];
  }
}
