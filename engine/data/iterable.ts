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

  [Symbol.iterator](): Iterator<Sample> {
    return fail(
      this.constructor.name,
      'its samples have to be waited for',
      'it has no [Symbol.iterator]',
      'read it by "for await"',
    );
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Sample> {
    yield* { [Symbol.iterator]: () => this[Symbol.iterator]() };
  }
}

/** The samples of several streams, one stream after the other (torch.utils.data.ChainDataset). */
export class ChainDataset<Sample> extends IterableDataset<Sample> {
  constructor(readonly datasets: readonly IterableDataset<Sample>[]) {
    super();
  }

  override *[Symbol.iterator](): Iterator<Sample> {
    for (const dataset of this.datasets) yield* dataset;
  }

  override async *[Symbol.asyncIterator](): AsyncIterator<Sample> {
    for (const dataset of this.datasets)
      yield* { [Symbol.asyncIterator]: () => dataset[Symbol.asyncIterator]() };
  }

  get recipe(): Recipe {
    return ownRecipe('ChainDataset', this.datasets);
  }
}
