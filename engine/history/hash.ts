/** One round of MurmurHash3 (Appleby). */
export function mixed(hash: number, next: number): number {
  const scrambled = Math.imul(next, 0xcc9e2d51);
  const turned = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593) ^ hash;
  // A number beyond 32 bits would be an object of its own.
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}
