/** Samples out of a dataset: what a loader does, and each of its workers. */
import { defaultGenerator, Generator, type GeneratorState } from '../tensor/generator';
import { defaultCollate } from './collate';
import { Dataset } from './dataset';
import { IterableDataset } from './iterable';

export type AnyDataset<Sample> = Dataset<Sample> | IterableDataset<Sample> | readonly Sample[];

/** Where a batch comes from: places of a dataset; one place; or whatever comes next of a stream. */
export type Task = readonly number[] | number | null;

export interface FetchOptions {
  /** null: a sample at a time, not batched. */
  readonly batchSize: number | null;
  /** Of a stream: leaves out the last batch if it is not full. */
  readonly dropLast: boolean;
  /** Makes a batch of samples, or of one; null: samples are given as they are. */
  readonly combine: ((samples: unknown) => unknown) | null;
  /** Whether a dataset's own `batch` may be asked. */
  readonly whole: boolean;
  /** Whether an error says which sample it is of, as a {@link SampleError}; else it stays as it was thrown. */
  readonly named: boolean;
}

/** Told in place of a batch: the stream has ended. */
export const ended = Symbol('ended');

/** Makes a batch as a loader does to which no `collateFn` was given. */
export function combineOf(batchSize: number | null): (samples: unknown) => unknown {
  return batchSize === null ? (sample) => sample : (samples) => defaultCollate(samples as unknown[]);
}

/** The index that a dataset could not read, beside what it threw. */
export class SampleError extends Error {
  constructor(
    readonly index: number,
    override readonly cause: unknown,
  ) {
    super(`sample ${index}`);
  }
}

/**
 * The default generator while samples of one batch are read: it starts at the batch's own seed, so that what they draw
 * depends neither on who reads them nor on what was read before.
 */
class Draws {
  #state: GeneratorState;

  constructor(seed: number) {
    this.#state = new Generator(seed).getState();
  }

  run<T>(read: () => T): T {
    const before = defaultGenerator.getState();
    defaultGenerator.setState(this.#state);
    try {
      return read();
    } finally {
      this.#state = defaultGenerator.getState();
      defaultGenerator.setState(before);
    }
  }
}

/** Reads one epoch. */
export class Fetcher {
  readonly #dataset: AnyDataset<unknown>;
  readonly #options: FetchOptions;
  #stream: Iterator<unknown> | null = null;
  #slowStream: AsyncIterator<unknown> | null = null;

  constructor(dataset: AnyDataset<unknown>, options: FetchOptions) {
    this.#dataset = dataset;
    this.#options = options;
  }

  /** A batch at once; throws by `wait` where a sample is a promise. */
  now(task: Task, seed: number, wait: (index: number) => never): unknown {
    const draws = new Draws(seed);
    if (this.#dataset instanceof IterableDataset) {
      this.#stream ??= this.#dataset[Symbol.iterator]();
      return draws.run(() => this.#nextNow(this.#stream!));
    }
    const dataset = this.#dataset;
    const sample = (index: number) => {
      const value = dataset.at(index);
      return value instanceof Promise ? wait(index) : value;
    };
    return draws.run(() => {
      if (typeof task === 'number') return this.#combine(sample(task));
      return this.#wholeBatch(task!) ?? this.#combine(task!.map(sample));
    });
  }

  /** A batch whose samples may be waited for. */
  async soon(task: Task, seed: number): Promise<unknown> {
    const draws = new Draws(seed);
    if (this.#dataset instanceof IterableDataset) {
      this.#slowStream ??= this.#dataset[Symbol.asyncIterator]();
      return this.#nextSoon(this.#slowStream, draws);
    }
    const dataset = this.#dataset;
    const read = async (index: number) => draws.run(() => dataset.at(index));
    const named = (index: number) =>
      read(index).catch((thrown: unknown) => {
        throw new SampleError(index, thrown);
      });
    const sample = this.#options.named ? named : read;
    if (typeof task === 'number') return this.#combine(await sample(task));
    const whole = draws.run(() => this.#wholeBatch(task!));
    return whole ?? this.#combine(await Promise.all(task!.map(sample)));
  }

  /** Lets a stream that is not read to its end close what it has open. */
  close(): void {
    this.#stream?.return?.();
    void this.#slowStream?.return?.();
    this.#stream = this.#slowStream = null;
  }

  #combine(samples: unknown): unknown {
    const { combine } = this.#options;
    return combine ? combine(samples) : samples;
  }

  #wholeBatch(indices: readonly number[]): unknown {
    const { whole } = this.#options;
    return whole && this.#dataset instanceof Dataset ? this.#dataset.batch(indices) : null;
  }

  #nextNow(stream: Iterator<unknown>): unknown {
    const samples: unknown[] = [];
    while (samples.length < (this.#options.batchSize ?? 1)) {
      const { done, value } = stream.next();
      if (done) break;
      samples.push(value);
    }
    return this.#streamed(samples);
  }

  async #nextSoon(stream: AsyncIterator<unknown>, draws: Draws): Promise<unknown> {
    const samples: unknown[] = [];
    while (samples.length < (this.#options.batchSize ?? 1)) {
      const { done, value } = await draws.run(() => stream.next());
      if (done) break;
      samples.push(value);
    }
    return this.#streamed(samples);
  }

  #streamed(samples: unknown[]): unknown {
    const { batchSize, dropLast } = this.#options;
    if (samples.length === 0 || (dropLast && samples.length < (batchSize ?? 1))) return ended;
    return this.#combine(batchSize === null ? samples[0] : samples);
  }
}
