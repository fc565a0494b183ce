/** Compares what a kernel made with what it should have made. */
import { expect } from 'vitest';
import type { Dtype } from './rig';

const bits = new DataView(new ArrayBuffer(8));

/** Distance of two neighbouring numbers of the dtype at x. */
export function ulp(dtype: Dtype, x: number): number {
  const y = Math.abs(x);
  if (dtype === 'float32') {
    const z = Math.min(Math.fround(y), 3.4028234663852886e38);
    bits.setFloat32(0, z);
    bits.setUint32(0, bits.getUint32(0) - (z === 3.4028234663852886e38 ? 1 : 0) + 1);
    return Math.max(bits.getFloat32(0) - z, 2 ** -149);
  }
  return Math.max(2 ** (Math.floor(Math.log2(Math.max(y, 2 ** -1022))) - 52), 2 ** -1074);
}

/** What a dtype makes of a number. */
export function cast(dtype: Dtype, x: number): number {
  if (dtype === 'float32') return Math.fround(x);
  if (dtype === 'float64') return x;
  if (dtype === 'int32') return x | 0;
  if (dtype === 'uint8') return x & 255;
  if (dtype === 'int8') return (x << 24) >> 24;
  if (dtype === 'bool') return x ? 1 : 0;
  return x;
}

/** Every element within `ulps` of what it should be; 0: the same number (0 and -0 are), or both NaN. */
export function expectClose(dtype: Dtype, got: readonly number[], want: readonly number[], ulps = 0): void {
  expect(got.length).toBe(want.length);
  for (let k = 0; k < got.length; k++) {
    const g = got[k];
    const w = want[k];
    if (g === w || (Number.isNaN(g) && Number.isNaN(w)) || g === cast(dtype, w)) continue;
    if (ulps > 0 && Math.abs(g - w) <= ulps * ulp(dtype, w)) continue;
    expect.fail(`element ${k} of ${got.length} is ${g}, and should be ${w} (to ${ulps} ulp of ${dtype})`);
  }
}
