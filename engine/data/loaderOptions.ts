/** What a loader can be told, and what it refuses. */
import { fail } from '../tensor/errors';
import type { Generator } from '../tensor/generator';
import { BatchSampler, checkBatchSize } from './batchSampler';
import { type AnyDataset, combineOf } from './fetch';
import { IterableDataset } from './iterable';
import type { Recipe } from './recipe';
import { RandomSampler, SequentialSampler } from './sampler';

/** Options of `DataLoader`. */
export interface DataLoaderOptions<Sample, Batch> {
  /** Samples a batch; 1 by default. null: samples are given as they are, one at a time. */
  readonly batchSize?: number | null;
  /** Draws a new order each epoch. */
  readonly shuffle?: boolean;
  /** The order of the samples: a sampler, or indices. */
  readonly sampler?: Iterable<number> & {
    /** How many it gives. */
    readonly length?: number;
  };
  /** The order of the batches, each a list of indices. */
  readonly batchSampler?: Iterable<readonly number[]> & {
    /** How many it gives. */
    readonly length?: number;
  };
  /** Threads that read ahead; 0 by default: the program's own thread reads. The dataset needs a `recipe`. */
  readonly numWorkers?: number;
  /**
   * Makes the batch of the samples, in the program's own thread; `defaultCollate` if not given, which is done by the
   * workers. Where `batchSize` is null it is given one sample.
   */
  readonly collateFn?: (samples: Sample[]) => Batch;
  /** Leaves out the last batch if it is not full. */
  readonly dropLast?: boolean;
  /** Seconds that a worker may take for a batch; 0, as by default: any time. */
  readonly timeout?: number;
  /** Called in each worker, with its number, before it reads: an exported function and its module. */
  readonly workerInitFn?: Recipe;
  /**
   * Batches that each worker reads ahead; 2 by default. Without workers: batches whose samples a `for await` asks for
   * ahead; 0 by default.
   */
  readonly prefetchFactor?: number;
  /** Keeps the workers from one epoch to the next. `close` ends them. */
  readonly persistentWorkers?: boolean;
  /** What the order is drawn with; the one that `manualSeed` seeds, if not given. */
  readonly generator?: Generator;
}

/** The options with their defaults, and the order that they make. */
export interface LoaderPlan {
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  /** null for a stream. */
  readonly order:
    | (Iterable<readonly number[] | number> & {
        /** How many it gives. */
        readonly length?: number;
      })
    | null;
  readonly numWorkers: number;
  readonly timeout: number;
  readonly workerInitFn: Recipe | undefined;
  readonly prefetchFactor: number;
  readonly persistentWorkers: boolean;
  readonly generator: Generator | undefined;
  readonly combine: (samples: unknown) => unknown;
  /** Whether `combine` is the caller's own. */
  readonly ownCombine: boolean;
}

/** Throws where options contradict each other. */
export function planOf<Sample, Batch>(
  dataset: AnyDataset<Sample>,
  options: DataLoaderOptions<Sample, Batch>,
): LoaderPlan {
  const { shuffle = false, sampler, batchSampler, dropLast = false, generator, collateFn } = options;
  const { numWorkers = 0, timeout = 0, workerInitFn, persistentWorkers = false } = options;
  const { prefetchFactor = numWorkers > 0 ? 2 : 0 } = options;
  const batchSize = batchSampler ? 1 : options.batchSize === undefined ? 1 : options.batchSize;
  if (batchSize !== null) checkBatchSize('DataLoader', batchSize);
  const least = numWorkers > 0 ? 1 : 0;
  count('numWorkers', numWorkers, 0);
  count('prefetchFactor', prefetchFactor, least);
  if (!(timeout >= 0)) wrong('timeout is no number of seconds', String(timeout), 'give a number from 0');
  if (persistentWorkers && numWorkers === 0) {
    wrong('persistentWorkers needs workers', 'numWorkers is 0', 'set numWorkers');
  }
  if (sampler && shuffle) wrong('it has a sampler, and shuffle', 'either decides the order', 'leave out one');
  if (batchSize === null && dropLast) {
    wrong('dropLast needs batches', 'batchSize is null', 'leave out one');
  }
  if (batchSampler) {
    const others = { batchSize: options.batchSize, shuffle, sampler, dropLast };
    const clash = Object.entries(others).find(([, value]) => value);
    if (clash) wrong('batchSampler says all of the order', `${clash[0]} is given too`, 'leave out one');
  }
  if (dataset instanceof IterableDataset) {
    const clash = Object.entries({ shuffle, sampler, batchSampler }).find(([, value]) => value);
    if (clash) wrong('a stream has its own order', `${clash[0]} is given`, `leave out ${clash[0]}`);
  }
  return {
    batchSize,
    dropLast,
    order: dataset instanceof IterableDataset ? null : (batchSampler ?? indexOrder(dataset)),
    numWorkers,
    timeout,
    workerInitFn,
    prefetchFactor,
    persistentWorkers,
    generator,
    combine: (collateFn as ((samples: unknown) => unknown) | undefined) ?? combineOf(batchSize),
    ownCombine: collateFn !== undefined,
  };

  function indexOrder(of: {
    /** How many it gives. */
    readonly length: number;
  }) {
    const order = sampler ?? (shuffle ? new RandomSampler(of, { generator }) : new SequentialSampler(of));
    return batchSize === null ? order : new BatchSampler(order, batchSize, dropLast);
  }
}

function count(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  wrong(`${name} is no count`, String(value), `give an integer from ${least}`);
}

function wrong(what: string, values: string, remedy: string): never {
  return fail('DataLoader', what, values, remedy);
}
