import { afterAll, describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { erf } from './cases/erf';
import { besselI, digamma, erfc, erfinv, lgamma } from './cases/special';
import { ulp } from './close';
import { call, place, read, releaseAll } from './rig';

const exact: Record<string, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  erf,
  log1p: Math.log1p,
  expm1: Math.expm1,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  exp2: (x) => 2 ** x,
  log2: Math.log2,
  log10: Math.log10,
  logit: (x) => Math.log(x / (1 - x)),
  erfc,
  erfinv,
  lgamma,
  digamma,
  i0: (x) => besselI(0, x),
  i1: (x) => besselI(1, x),
  i0e: (x) => besselI(0, x, true),
  i1e: (x) => besselI(1, x, true),
};

/**
 * Every 40,009th float32 of all that there are: about a hundred thousand, of every size and both signs. And two
 * thousand near 1 and -1, closer and closer, where many functions end.
 */
function floats(): Float32Array {
  const bits = new Uint32Array(Math.floor(2 ** 32 / 40_009));
  for (let k = 0; k < bits.length; k++) bits[k] = k * 40_009;
  const nearOne = Array.from({ length: 1000 }, (_, k) => 1 - 2 ** (-k / 40));
  return new Float32Array([...new Float32Array(bits.buffer), ...nearOne, ...nearOne.map((x) => -x)]);
}

describe(`elementary functions of float32 (${native.info.isa})`, () => {
  afterAll(releaseAll);
  for (const [name, of] of Object.entries(exact)) {
    it(`${name} is within 2 units in the last place, for floats of every size`, () => {
      const x = floats();
      const got = read(
        call(name, { fresh: 'float32', shape: [x.length] }, [place('float32', [x.length], x)]),
      );
      let worst = 0;
      let at = 0;
      x.forEach((value, k) => {
        const want = of(value);
        if (Number.isNaN(want)) {
          expect(got[k], `${name}(${value})`).toBeNaN();
          return;
        }
        // A result beyond the largest float is infinite, from half a unit beyond it on.
        if (got[k] === Math.fround(want)) return;
        const error = Math.abs(got[k] - want) / ulp('float32', want);
        if (!(error <= worst)) [worst, at] = [error, value];
      });
      expect(worst, `${name}(${at})`).toBeLessThanOrEqual(2);
    });
  }
});
