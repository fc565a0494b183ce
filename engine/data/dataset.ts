import { tensor } from '../ops/data';
import { randperm } from '../ops/random';
import { indexSelect } from '../ops/select';
import { fail } from '../tensor/errors';
import type { Generator } from '../tensor/generator';
import type { Tensor } from '../tensor/tensor';
import { ownRecipe, type Recipe } from './recipe';

/**
 * Samples by their index (torch.utils.data.Dataset). An array of samples can stand wherever a dataset is asked for.
 * One that workers of a loader are to read has a `recipe`, by which they make it again: see {@link Recipe}.
 */
export abstract class Dataset<Sample> {
  /** Samples. */
  abstract readonly length: number;

  /** Sample `index`, from 0 to `length - 1`. One that gives promises needs a loader read by `for await`. */
  abstract at(index: number): Sample | Promise<Sample>;

  /**
   * Several samples at once, already collated, where that is cheaper than one by one; null where the samples
   * have to be asked for.
   */
  batch(_indices: readonly number[]): unknown {
    return null;
  }
}

/** Rows of tensors that have the same first size (torch.utils.data.TensorDataset): sample i is `[a.at(i), b.at(i)]`. */
export class TensorDataset<Tensors extends readonly Tensor[]> extends Dataset<Tensors> {
  /** One row a sample, in each. */
  readonly tensors: Tensors;
  /** Samples. */
  readonly length: number;

  constructor(...tensors: Tensors) {
    super();
    const shapes = tensors.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
    if (tensors.length === 0 || tensors.some(({ shape }) => shape.length === 0)) {
      fail(
        'TensorDataset',
        'each tensor needs a first axis',
        `${shapes || 'no tensor'}`,
        'give tensors of N rows',
      );
    }
    if (tensors.some(({ shape }) => shape[0] !== tensors[0].shape[0])) {
      fail('TensorDataset', 'the first sizes differ', `${shapes}`, 'give tensors of as many rows each');
    }
    this.tensors = tensors;
    this.length = tensors[0].shape[0];
  }

  at(index: number): Tensors {
    return this.tensors.map((values) => values.select(0, index)) as unknown as Tensors;
  }

  override batch(indices: readonly number[]): Tensors {
    const rows = tensor([...indices], { dtype: 'int64' });
    return this.tensors.map((values) => indexSelect(values, 0, rows)) as unknown as Tensors;
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('TensorDataset', ...this.tensors);
  }
}

/** The samples of another dataset at `indices` (torch.utils.data.Subset). */
export class Subset<Sample> extends Dataset<Sample> {
  constructor(
    /** Where the samples come from. */
    readonly dataset: Dataset<Sample> | readonly Sample[],
    /** Places of the samples. */
    readonly indices: readonly number[],
  ) {
    super();
    const { length } = dataset;
    const wrong = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < length));
    if (wrong !== undefined) {
      fail(
        'Subset',
        'an index is out of range',
        `${wrong}, of ${length} samples`,
        `give indices from 0 to ${length - 1}`,
      );
    }
  }

  /** Samples. */
  get length(): number {
    return this.indices.length;
  }

  at(index: number): Sample | Promise<Sample> {
    const place = this.indices.at(index);
    if (place === undefined) {
      fail('Subset.at', 'out of range', `${index}, of ${this.length} samples`, 'count from 0');
    }
    return this.dataset.at(place) as Sample | Promise<Sample>;
  }

  override batch(indices: readonly number[]): unknown {
    if (!(this.dataset instanceof Dataset)) return null;
    return this.dataset.batch(indices.map((index) => this.indices[index]));
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('Subset', this.dataset, this.indices);
  }
}

/**
 * Parts of a dataset that have no sample in common, drawn with `generator`, or the one that `manualSeed`
 * seeds (torch.utils.data.random_split). `lengths` are counts that add up to the dataset's, or fractions of 1; what
 * rounding leaves over goes to the parts in turn, from the first.
 */
export function randomSplit<Sample>(
  dataset: Dataset<Sample> | readonly Sample[],
  lengths: readonly number[],
  { generator }: { generator?: Generator } = {},
): Subset<Sample>[] {
  const counts = partSizes(dataset.length, lengths);
  const order = randperm(dataset.length, { generator }).tolist() as number[];
  let start = 0;
  return counts.map((count) => {
    start += count;
    return new Subset(dataset, order.slice(start - count, start));
  });
}

function partSizes(total: number, lengths: readonly number[]): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) < 1e-9 && lengths.every((part) => part >= 0 && part <= 1)) {
    const counts = lengths.map((fraction) => Math.floor(fraction * total));
    const left = total - counts.reduce((a, b) => a + b, 0);
    for (let i = 0; i < left; i++) counts[i % counts.length]++;
    return counts;
  }
  if (sum !== total || !lengths.every((part) => Number.isInteger(part) && part >= 0)) {
    fail(
      'randomSplit',
      'the lengths do not add up',
      `[${lengths.join(', ')}] for ${total} samples`,
      `give counts whose sum is ${total}, or fractions whose sum is 1`,
    );
  }
  return [...lengths];
}
