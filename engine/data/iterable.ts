import { fail } from '../tensor/errors';
import { ownRecipe, type Recipe } from './recipe';

/**
 * Samples one after the other, where there is no place to ask for one by (torch.utils.data.IterableDataset): a stream,
 * a file larger than memory. A subclass gives `[Symbol.iterator]`, or, where it has to wait, `[Symbol.asyncIterator]`,
 * which a loader reads by `for await` alone.
 *
 * Each worker of a loader has a copy of its own: `getWorkerInfo` says which part it is to give.
 */
export abstract class IterableDataset<Sample> implements Iterable<Sample>, AsyncIterable<Sample> {
  /** Samples, where that is known; a loader's `length` needs it. */
  readonly length?: number;

  /** Goes through it, from the start. */
  [Symbol.iterator](): Iterator<Sample> {
    return fail(
      this.constructor.name,
      'its samples have to be waited for',
      'it has no [Symbol.iterator]',
      'read it by "for await"',
    );
  }

  /** Goes through it as `for await` does, from the start. */
  async *[Symbol.asyncIterator](): AsyncIterator<Sample> {
    yield* { [Symbol.iterator]: () => this[Symbol.iterator]() };
  }
}

/** The samples of several streams, one stream after the other (torch.utils.data.ChainDataset). */
export class ChainDataset<Sample> extends IterableDataset<Sample> {
  constructor(
    /** Those that it is made of. */
    readonly datasets: readonly IterableDataset<Sample>[],
  ) {
    super();
  }

  /** Goes through it, from the start. */
  override *[Symbol.iterator](): Iterator<Sample> {
    for (const dataset of this.datasets) yield* dataset;
  }

  /** Goes through it as `for await` does, from the start. */
  override async *[Symbol.asyncIterator](): AsyncIterator<Sample> {
    for (const dataset of this.datasets)
      yield* { [Symbol.asyncIterator]: () => dataset[Symbol.asyncIterator]() };
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('ChainDataset', this.datasets);
  }
}
