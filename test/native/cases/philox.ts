/** Philox 4×32-10 (Salmon et al. 2011), one block at a time; its counter goes on in `third`. */
export function philox(seed: number, block: number, third = 0): number[] {
  let [a, b, c, d] = [block % 2 ** 32, Math.floor(block / 2 ** 32), third, 0];
  let [key0, key1] = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
  for (let round = 0; round < 10; round++) {
    const p = BigInt(0xd2511f53) * BigInt(a);
    const q = BigInt(0xcd9e8d57) * BigInt(c);
    const [next0, next2] = [(Number(q >> 32n) ^ b ^ key0) >>> 0, (Number(p >> 32n) ^ d ^ key1) >>> 0];
    b = Number(q & 0xffffffffn);
    d = Number(p & 0xffffffffn);
    a = next0;
    c = next2;
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}
