import { defaultGenerator, type Generator } from '../tensor/generator';

/** A new seed from a generator; moves it by one count. */
export function drawSeed(generator: Generator = defaultGenerator): number {
  return generator.fork().initialSeed();
}
