import { defaultGenerator, type Generator } from '../tensor/generator';

/** A new seed from a generator; moves it by one count. */
export function drawSeed(generator: Generator = defaultGenerator): number {
  return generator.fork().initialSeed();
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
