/** Samplers: the order in which samples are read. */
import { rand, randint, randperm } from '../ops/random';
import { fail } from '../tensor/errors';
import { Generator, type GeneratorState } from '../tensor/generator';
import { drawSeed } from './seed';

/**
 * An order of indices, anew with each iteration (torch.utils.data.Sampler). A loader also takes an array of indices,
 * or any other iterable. One whose order changes can be resumed by a loader if it has `state` and `loadState`.
 */
export abstract class Sampler<Item = number> implements Iterable<Item> {
  /** How many it gives. */
  abstract readonly length: number;
  /** Goes through it, from the start. */
  abstract [Symbol.iterator](): Iterator<Item>;

  /**
   * What gives the order of the iteration again that was begun last: a value that JSON can write; null where it never
   * changes. Asked before the first index.
   */
  state(): unknown {
    return null;
  }

  /** Makes the next iteration give the order that `state` was asked in. */
  loadState(_state: unknown): void {}
}

/** The indices from 0 on (torch.utils.data.SequentialSampler). */
export class SequentialSampler extends Sampler {
  constructor(
    /** What indices are drawn of. */
    readonly dataSource: {
      /** How many it gives. */
      readonly length: number;
    },
  ) {
    super();
  }

  /** How many it gives. */
  get length(): number {
    return this.dataSource.length;
  }

  /** Goes through it, from the start. */
  override *[Symbol.iterator](): Iterator<number> {
    for (let index = 0; index < this.length; index++) yield index;
  }
}

/** An order drawn with a generator; where none is given, with one whose seed the default generator gives. */
abstract class DrawnSampler extends Sampler {
  #begun: GeneratorState | null = null;
  #next: GeneratorState | null = null;

  constructor(
    /** What random numbers are drawn with; the one that `manualSeed` seeds if not given. */
    readonly generator: Generator | undefined,
  ) {
    super();
  }

  /** The indices of an epoch. */
  protected abstract draw(generator: Generator): readonly number[];

  /** Goes through it, from the start. */
  override [Symbol.iterator](): Iterator<number> {
    const generator = this.generator ?? new Generator();
    if (this.#next) generator.setState(this.#next);
    else if (!this.generator) generator.manualSeed(drawSeed());
    this.#next = null;
    this.#begun = generator.getState();
    return this.draw(generator)[Symbol.iterator]();
  }

  override state(): unknown {
    return this.#begun;
  }

  override loadState(state: unknown): void {
    this.#next = state as GeneratorState | null;
  }
}

/** Options of `RandomSampler`. */
export interface RandomSamplerOptions {
  /** Whether an index may come more than once; no by default. */
  readonly replacement?: boolean;
  /** Indices an iteration; as many as there are samples by default. */
  readonly numSamples?: number;
  /** What random numbers are drawn with; the one that `manualSeed` seeds if not given. */
  readonly generator?: Generator;
}

/**
 * Indices in random order (torch.utils.data.RandomSampler). Without replacement every index comes once before one
 * comes again, which it does where `numSamples` is larger than the dataset.
 */
export class RandomSampler extends DrawnSampler {
  /** What indices are drawn of. */
  readonly dataSource: {
    /** How many it gives. */
    readonly length: number;
  };
  /** Whether an index can come more than once. */
  readonly replacement: boolean;
  readonly #numSamples: number | undefined;

  constructor(
    dataSource: {
      /** How many it gives. */
      readonly length: number;
    },
    { replacement = false, numSamples, generator }: RandomSamplerOptions = {},
  ) {
    super(generator);
    if (numSamples !== undefined) checkCount('RandomSampler', numSamples);
    this.dataSource = dataSource;
    this.replacement = replacement;
    this.#numSamples = numSamples;
  }

  /** How many it gives. */
  get length(): number {
    return this.#numSamples ?? this.dataSource.length;
  }

  /** The indices of an epoch. */
  protected draw(generator: Generator): readonly number[] {
    const count = this.dataSource.length;
    const wanted = this.length;
    if (count === 0) return [];
    if (this.replacement) return randint(0, count, [wanted], { generator }).tolist() as number[];
    const order: number[] = [];
    while (order.length < wanted) {
      for (const index of randperm(count, { generator }).tolist() as number[]) order.push(index);
    }
    order.length = wanted;
    return order;
  }
}

/** Some indices in random order, each once (torch.utils.data.SubsetRandomSampler). */
export class SubsetRandomSampler extends DrawnSampler {
  constructor(
    /** What is drawn of. */
    readonly indices: readonly number[],
    {
      generator,
    }: {
      /** What random numbers are drawn with; the one that `manualSeed` seeds if not given. */
      readonly generator?: Generator;
    } = {},
  ) {
    super(generator);
  }

  /** How many it gives. */
  get length(): number {
    return this.indices.length;
  }

  /** The indices of an epoch. */
  protected draw(generator: Generator): readonly number[] {
    return (randperm(this.length, { generator }).tolist() as number[]).map((place) => this.indices[place]);
  }
}

/** Options of `WeightedRandomSampler`. */
export interface WeightedRandomSamplerOptions {
  /** Whether an index may come more than once; yes by default. */
  readonly replacement?: boolean;
  /** What random numbers are drawn with; the one that `manualSeed` seeds if not given. */
  readonly generator?: Generator;
}

/**
 * Indices by their weights, which need not add up to 1: one of twice the weight comes twice as often
 * (torch.utils.data.WeightedRandomSampler). Without replacement the next index is drawn by the weights of those that
 * are left.
 */
export class WeightedRandomSampler extends DrawnSampler {
  /** How likely each index is, relative to the others. */
  readonly weights: readonly number[];
  /** How many it gives. */
  readonly length: number;
  /** Whether an index can come more than once. */
  readonly replacement: boolean;

  constructor(
    weights: readonly number[],
    numSamples: number,
    { replacement = true, generator }: WeightedRandomSamplerOptions = {},
  ) {
    super(generator);
    checkCount('WeightedRandomSampler', numSamples);
    const wrong = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
    if (wrong >= 0) {
      fail(
        'WeightedRandomSampler',
        'a weight is no number from 0',
        `${weights[wrong]} at ${wrong}`,
        'give others',
      );
    }
    const positive = weights.filter((weight) => weight > 0).length;
    if (positive < (replacement ? 1 : numSamples)) {
      fail(
        'WeightedRandomSampler',
        'too few weights are above 0',
        `${positive} of ${weights.length}, for ${numSamples} samples`,
        replacement ? 'give one at least' : 'draw fewer, or { replacement: true }',
      );
    }
    this.weights = [...weights];
    this.length = numSamples;
    this.replacement = replacement;
  }

  /** The indices of an epoch. */
  protected draw(generator: Generator): readonly number[] {
    return this.replacement ? this.#withReplacement(generator) : this.#withoutReplacement(generator);
  }

  #withReplacement(generator: Generator): number[] {
    let total = 0;
    const upTo = this.weights.map((weight) => {
      total += weight;
      return total;
    });
    return uniform(this.length, generator).map((value) => firstAbove(upTo, value * total));
  }

  /** The smallest of exponential times at these rates come first (Efraimidis and Spirakis 2006). */
  #withoutReplacement(generator: Generator): number[] {
    const times = uniform(this.weights.length, generator).map((u, i) => -Math.log1p(-u) / this.weights[i]);
    const drawn = times.map((_, index) => index).filter((index) => this.weights[index] > 0);
    return drawn.sort((a, b) => times[a] - times[b]).slice(0, this.length);
  }
}

function uniform(count: number, generator: Generator): number[] {
  return rand([count], { generator, dtype: 'float64' }).tolist() as number[];
}

/** The first place whose value is above `value`; values grow. */
function firstAbove(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkCount(op: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    fail(op, 'numSamples is no count', String(count), 'give an integer from 1');
  }
}
