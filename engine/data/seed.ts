import { defaultGenerator, type Generator } from '../tensor/generator';

/** A seed that depends on all of the numbers, integers from 0 to 2^53 - 1, and on their order. */
export function derivedSeed(...numbers: readonly number[]): number {
  let [low, high] = [0x9e3779b9, 0x85ebca6b];
  for (const number of numbers) {
    low = mixed(low ^ (number >>> 0));
    high = mixed(high ^ Math.floor(number / 2 ** 32) ^ low);
    low = mixed(low + high);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** The finaliser of MurmurHash3 (Appleby), a bijection of 32 bits. */
function mixed(bits: number): number {
  let x = bits;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** A new seed from a generator; moves it by one count. */
export function drawSeed(generator: Generator = defaultGenerator): number {
  return derivedSeed(generator.seed, generator.take(1));
}

/** Runs `draw` with the default generator at a seed of its own; afterwards that stands where it stood before. */
export function withSeed<T>(seed: number, draw: () => T): T {
  const before = defaultGenerator.getState();
  defaultGenerator.manualSeed(seed);
  try {
    return draw();
  } finally {
    defaultGenerator.setState(before);
  }
}
