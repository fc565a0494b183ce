import { fail } from './errors';

export interface GeneratorState {
  readonly seed: number;
  readonly offset: number;
}

/**
 * The state of the counter-based random numbers (Philox 4×32-10, Salmon et al. 2011). An element depends on the
 * seed and its own count alone, so the same seed gives the same bits with any number of threads.
 */
export class Generator {
  #seed: number;
  #offset = 0;

  constructor(seed = 0) {
    this.#seed = checked(seed);
  }

  get seed(): number {
    return this.#seed;
  }

  /** Starts anew from a seed: an integer from 0 to 2^53 - 1. */
  manualSeed(seed: number): this {
    this.#seed = checked(seed);
    this.#offset = 0;
    return this;
  }

  getState(): GeneratorState {
    return { seed: this.#seed, offset: this.#offset };
  }

  setState({ seed, offset }: GeneratorState): this {
    this.#seed = checked(seed);
    this.#offset = offset;
    return this;
  }

  /** Uses up so many counts; returns the first of them. */
  take(count: number): number {
    const offset = this.#offset;
    this.#offset += count;
    return offset;
  }
}

function checked(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  return fail(
    'manualSeed',
    'the seed is no integer from 0 to 2^53 - 1',
    String(seed),
    'give one, such as 42',
  );
}

/** What random functions use unless they are given another. Its first seed is random, as PyTorch's. */
export const defaultGenerator = new Generator(Math.floor(Math.random() * 2 ** 53));

/** Seeds the default generator (torch.manual_seed). */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}
