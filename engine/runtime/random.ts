import { derivedSeed } from '../tensor/derivedSeed';

/** Two threads with the same seed draw the same numbers from `Math.random` (mulberry32, Ettinger). */
export function seedMathRandom(seed: number): void {
  let state = derivedSeed(seed) | 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
  Math.random = () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53;
}
