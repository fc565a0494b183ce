/** Seeds made of others; imports nothing, so that it is there before the engine. */

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
