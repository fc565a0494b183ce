import { randperm } from '../ops/random';
import { fail } from '../tensor/errors';
import type { Generator } from '../tensor/generator';
import { type Collated, defaultCollate } from './collate';
import { Dataset } from './dataset';

export interface DataLoaderOptions<Sample, Batch> {
  /** Samples a batch; 1 by default. */
  readonly batchSize?: number;
  /** Draws a new order each epoch. */
  readonly shuffle?: boolean;
  /** What the order is drawn with; the one that `manualSeed` seeds, if not given. */
  readonly generator?: Generator;
  /** Leaves out the last batch if it is not full. */
  readonly dropLast?: boolean;
  /** Makes the batch; `defaultCollate` if not given. */
  readonly collate?: (samples: Sample[]) => Batch;
}

/**
 * The batches of a dataset, anew with each loop over it (torch.utils.data.DataLoader):
 * `for (const [images, labels] of loader)`, or `for await` where the dataset gives promises.
 */
export class DataLoader<Sample, Batch = Collated<Sample>> implements Iterable<Batch>, AsyncIterable<Batch> {
  readonly dataset: Dataset<Sample> | readonly Sample[];
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly #generator: Generator | undefined;
  readonly #collate: ((samples: Sample[]) => Batch) | undefined;

  constructor(
    dataset: Dataset<Sample> | readonly Sample[],
    {
      batchSize = 1,
      shuffle = false,
      dropLast = false,
      generator,
      collate,
    }: DataLoaderOptions<Sample, Batch> = {},
  ) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      fail('DataLoader', 'batchSize is no count', `${batchSize}`, 'give an integer from 1');
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.#generator = generator;
    this.#collate = collate;
  }

  /** Batches an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<Batch> {
    for (const indices of this.#epoch()) {
      const batch = this.#wholeBatch(indices);
      yield batch ?? this.#combine(indices.map((index) => this.#sampleNow(index)));
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Batch> {
    for (const indices of this.#epoch()) {
      const batch = this.#wholeBatch(indices);
      yield batch ?? this.#combine(await Promise.all(indices.map((index) => this.#sample(index))));
    }
  }

  /** The indices of each batch of one epoch. */
  *#epoch(): IterableIterator<number[]> {
    const { length } = this.dataset;
    const order = this.shuffle
      ? (randperm(length, { generator: this.#generator }).tolist() as number[])
      : Array.from({ length }, (_, index) => index);
    for (let batch = 0; batch < this.length; batch++) {
      yield order.slice(batch * this.batchSize, (batch + 1) * this.batchSize);
    }
  }

  /** The batch as the dataset itself makes it, if it can and no `collate` was given. */
  #wholeBatch(indices: number[]): Batch | null {
    if (this.#collate || !(this.dataset instanceof Dataset)) return null;
    return this.dataset.batch(indices) as Batch | null;
  }

  #sample(index: number): Sample | Promise<Sample> {
    return this.dataset.at(index) as Sample | Promise<Sample>;
  }

  #sampleNow(index: number): Sample {
    const sample = this.#sample(index);
    if (sample instanceof Promise) {
      fail('DataLoader', 'the dataset gives promises', `at(${index})`, 'read this loader by "for await"');
    }
    return sample;
  }

  #combine(samples: Sample[]): Batch {
    return this.#collate ? this.#collate(samples) : (defaultCollate(samples) as Batch);
  }
}
