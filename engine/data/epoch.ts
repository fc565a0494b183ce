import { derivedSeed } from '../tensor/derivedSeed';
import type { GeneratorState } from '../tensor/generator';
import type { Task } from './fetch';
import type { LoaderPlan } from './loaderOptions';
import { Sampler } from './sampler';
import { drawSeed } from './seed';

/** Where a loader stands, as JSON can write it. */
export interface LoaderState {
  /** Samples of the dataset; null for a stream that does not know. */
  readonly samples: number | null;
  /** Of the loader's own generator; null where it has none. */
  readonly generator: GeneratorState | null;
  /** The epoch that is to be gone on with; null: a new one begins. */
  readonly epoch: EpochState | null;
}

interface EpochState {
  readonly seed: number;
  /** Batches that were given. */
  readonly position: number;
  /** What gives the order again. */
  readonly sampler: unknown;
}

/** One pass over the dataset. */
export class Epoch {
  readonly seed: number;
  readonly #start: number;
  readonly #order: Iterator<readonly number[] | number> | null;
  readonly #sampler: unknown;
  #position: number;

  constructor({ order, generator }: LoaderPlan, resumed: LoaderState | null) {
    const epoch = resumed?.epoch ?? null;
    this.seed = epoch?.seed ?? drawSeed(generator);
    this.#start = epoch?.position ?? 0;
    // A stream is read from its beginning.
    this.#position = order ? this.#start : 0;
    if (epoch && order instanceof Sampler) order.loadState(epoch.sampler);
    this.#order = order?.[Symbol.iterator]() ?? null;
    this.#sampler = order instanceof Sampler ? order.state() : null;
  }

  /** What is to be read, batch by batch, each with its seed. That of a stream has no end. */
  *tasks(): Generator<{ readonly from: Task; readonly seed: number }> {
    for (let batch = 0; ; batch++) {
      const next = this.#order?.next();
      if (next?.done) return;
      if (next && batch < this.#start) continue;
      yield { from: next?.value ?? null, seed: derivedSeed(this.seed, batch) };
    }
  }

  /** Counts a batch; whether it is one that was not given before the epoch was resumed. */
  passed(): boolean {
    this.#position++;
    return this.#position > this.#start;
  }

  state(): EpochState {
    return { seed: this.seed, position: this.#position, sampler: this.#sampler };
  }
}

/** The state of a loader whose `epoch` is under way, or that is to go on where `resumed` says. */
export function savedState(
  resumed: LoaderState | null,
  epoch: Epoch | null,
  { generator }: LoaderPlan,
  samples: number | undefined,
): LoaderState {
  return (
    resumed ?? {
      samples: samples ?? null,
      generator: generator?.getState() ?? null,
      epoch: epoch?.state() ?? null,
    }
  );
}
