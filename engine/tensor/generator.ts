import { rememberGenerator } from '../history/changes';
import { derivedSeed } from './derivedSeed';
import { fail } from './errors';

/** Where a generator is. */
export interface GeneratorState {
  /** What it was seeded with. */
  readonly seed: number;
  /** How many numbers were drawn, in blocks of four. */
  readonly offset: number;
}

const LARGEST = 2 ** 53;

/**
 * The state of the counter-based random numbers of a device (torch.Generator; Philox 4×32-10, Salmon et al. 2011). An
 * element depends on the seed and its own count alone, so the same seed gives the same bits with any number of threads.
 */
export class Generator {
  #seed: number;
  #offset = 0;

  constructor(seed = 0) {
    this.#seed = checked(seed);
  }

  /** The device whose numbers it makes: only 'cpu' yet. */
  get device(): string {
    return 'cpu';
  }

  /** Starts anew from a seed: an integer from 0 to 2^53 - 1. */
  manualSeed(seed: number): this {
    const checkedSeed = checked(seed);
    rememberGenerator(this);
    this.#seed = checkedSeed;
    this.#offset = 0;
    return this;
  }

  /** Starts anew from a seed that nobody knows; returns it (torch.Generator.seed). */
  seed(): number {
    this.manualSeed(Math.floor(Math.random() * LARGEST));
    return this.#seed;
  }

  /** The seed that it started from (torch.Generator.initial_seed). */
  initialSeed(): number {
    return this.#seed;
  }

  /** Where it stands: plain numbers, which can be saved. */
  getState(): GeneratorState {
    return { seed: this.#seed, offset: this.#offset };
  }

  /** Goes on from where {@link getState} was called, of this or another generator. */
  setState({ seed, offset }: GeneratorState): this {
    if (!Number.isSafeInteger(offset) || offset < 0) {
      fail('setState', 'the state is none of a generator', `offset ${offset}`, 'give what getState() gave');
    }
    const checkedSeed = checked(seed);
    rememberGenerator(this);
    this.#seed = checkedSeed;
    this.#offset = offset;
    return this;
  }

  /** A generator that goes on from where this one stands (torch.Generator.clone_state). */
  clone(): Generator {
    return generator().setState(this.getState());
  }

  /** A generator whose numbers do not depend on this one's, but for the seed; each call gives another, in an order. */
  fork(): Generator {
    return generator(derivedSeed(this.#seed, this.take(1)));
  }

  /** Uses up so many counts; returns the first of them. */
  take(count: number): number {
    rememberGenerator(this);
    const offset = this.#offset;
    this.#offset += count;
    return offset;
  }
}

// Not said inside of the class: one that speaks of itself by name is given another one, _Generator, by the bundler.
const generator = (seed?: number) => new Generator(seed);

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
export const defaultGenerator = new Generator(Math.floor(Math.random() * LARGEST));

/**
 * Seeds the default generator (torch.manual_seed), that of the calling thread. One that is not seeded has the seed of the
 * launch, in a worker one made of it and of the worker's place among those that were started; in a worker of a
 * `DataLoader` one made of the epoch's.
 */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** Seeds the default generator with a seed that nobody knows; returns it (torch.seed). */
export function seed(): number {
  return defaultGenerator.seed();
}

/** The seed that the default generator started from (torch.initial_seed). */
export function initialSeed(): number {
  return defaultGenerator.initialSeed();
}

/** Where the default generator stands (torch.get_rng_state). */
export function getRngState(): GeneratorState {
  return defaultGenerator.getState();
}

/** Lets the default generator go on from a saved state (torch.set_rng_state). */
export function setRngState(state: GeneratorState): void {
  defaultGenerator.setState(state);
}

/**
 * Runs `fn`, after which the default generator stands where it stood before (torch.random.fork_rng). For an async
 * function that is when its promise settles.
 */
export function forkRng<R>(fn: () => R): R {
  const before = defaultGenerator.getState();
  const putBack = () => void defaultGenerator.setState(before);
  let result: R;
  try {
    result = fn();
  } catch (error) {
    putBack();
    throw error;
  }
  if (!(result instanceof Promise)) {
    putBack();
    return result;
  }
  return result.finally(putBack) as R;
}
