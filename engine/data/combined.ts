/** Datasets made of others. */
import { fail } from '../tensor/errors';
import { Dataset } from './dataset';
import { ownRecipe, type Recipe } from './recipe';

/** A dataset, or an array that stands for one. */
type Samples<Sample> = Dataset<Sample> | readonly Sample[];

/** The samples of several datasets, one dataset after the other (torch.utils.data.ConcatDataset). */
export class ConcatDataset<Sample> extends Dataset<Sample> {
  /** Those that it is made of. */
  readonly datasets: readonly Samples<Sample>[];
  /** Samples up to the end of each dataset (cumulative_sizes). */
  readonly cumulativeSizes: readonly number[];

  /** Of one dataset at least. */
  constructor(datasets: readonly Samples<Sample>[]) {
    super();
    if (datasets.length === 0)
      fail('ConcatDataset', 'there is no dataset', 'the list is empty', 'give one at least');
    this.datasets = datasets;
    let total = 0;
    this.cumulativeSizes = datasets.map(({ length }) => {
      total += length;
      return total;
    });
  }

  /** Samples. */
  get length(): number {
    return this.cumulativeSizes.at(-1)!;
  }

  /** Counted from the end where the index is negative. */
  at(index: number): Sample | Promise<Sample> {
    const place = index < 0 ? this.length + index : index;
    if (!(Number.isInteger(place) && place >= 0 && place < this.length)) {
      fail('ConcatDataset.at', 'out of range', `${index}, of ${this.length} samples`, 'count from 0');
    }
    const which = this.cumulativeSizes.findIndex((end) => place < end);
    return this.datasets[which].at(place - (this.cumulativeSizes[which - 1] ?? 0)) as
      | Sample
      | Promise<Sample>;
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('ConcatDataset', this.datasets);
  }
}

/** What a sample of stacked datasets is. */
type Stacked<Parts> = {
  -readonly [K in keyof Parts]: Parts[K] extends Samples<infer Sample> ? Sample : never;
};

/**
 * Datasets side by side (torch.utils.data.StackDataset): sample i has sample i of each, in the same array or object:
 * `new StackDataset([images, texts])` gives `[image, text]`, `new StackDataset({ image, text })` an object.
 */
export class StackDataset<
  const Parts extends readonly Samples<unknown>[] | Readonly<Record<string, Samples<unknown>>>,
> extends Dataset<Stacked<Parts>> {
  /** Those that it is made of. */
  readonly datasets: Parts;
  /** Samples. */
  readonly length: number;

  /** Of one dataset at least, all of one length. */
  constructor(datasets: Parts) {
    super();
    const lengths = Object.values<Samples<unknown>>(datasets).map(({ length }) => length);
    if (lengths.length === 0)
      fail('StackDataset', 'there is no dataset', 'the list is empty', 'give one at least');
    if (lengths.some((length) => length !== lengths[0])) {
      fail('StackDataset', 'the lengths differ', lengths.join(', '), 'give datasets of as many samples each');
    }
    this.datasets = datasets;
    this.length = lengths[0];
  }

  at(index: number): Stacked<Parts> | Promise<Stacked<Parts>> {
    const parts = Object.entries<Samples<unknown>>(this.datasets).map(
      ([key, dataset]) => [key, dataset.at(index)] as const,
    );
    const build = (all: readonly (readonly [string, unknown])[]) =>
      (Array.isArray(this.datasets)
        ? all.map(([, part]) => part)
        : Object.fromEntries(all)) as Stacked<Parts>;
    if (!parts.some(([, part]) => part instanceof Promise)) return build(parts);
    return Promise.all(parts.map(async ([key, part]) => [key, await part] as const)).then(build);
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('StackDataset', this.datasets);
  }
}
