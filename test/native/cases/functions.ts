import type { Dtype } from '../rig';
import type { Cases } from './case';
import { fractions } from './case';
import { type Elementwise, elementary, elementwise, one, two } from './elementwise';
import { besselI, digamma, erfc, erfinv, igamma, lgamma, trigamma } from './special';

/** 0 at 0, whatever the logarithm, but for NaN. */
const times = (a: number, b: number, log: (b: number) => number) =>
  a === 0 && !Number.isNaN(b) ? 0 : a * log(b);
const sinc = (x: number, dtype: Dtype) => {
  if (x === 0) return 1;
  if (!Number.isFinite(x)) return Number.NaN;
  if (dtype === 'float64') return Math.sin(Math.PI * x) / (Math.PI * x);
  const whole = Math.round(x);
  return ((whole % 2 ? -1 : 1) * Math.sin(Math.PI * (x - whole))) / (Math.PI * x);
};

/** Both numbers of float64 near a zero have an absolute error, which units in the last place do not tell. */
const single: readonly Dtype[] = ['float32'];
const special = (of: (x: number) => number): Elementwise => one(of, { float32: 2 }, single);
const pair = (of: (a: number, b: number) => number): Elementwise => ({
  ...two((a, b) => of(a, b), fractions),
  ulps: elementary,
});

/** The neighbour of a in the direction of b. */
function nextAfter(a: number, b: number, dtype: Dtype): number {
  if (Number.isNaN(a) || Number.isNaN(b) || a === b) return a === b ? b : Number.NaN;
  if (a === 0) return Math.sign(b) * (dtype === 'float32' ? 2 ** -149 : Number.MIN_VALUE);
  const up = b > a;
  const away = up === a > 0;
  const real = new Float64Array([a]);
  const single = new Float32Array([a]);
  if (dtype === 'float32') {
    new Uint32Array(single.buffer)[0] += away ? 1 : -1;
    return single[0];
  }
  new BigUint64Array(real.buffer)[0] += away ? 1n : -1n;
  return real[0];
}

const logAdd = (a: number, b: number) =>
  a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
const logAdd2 = (a: number, b: number) =>
  a === b ? a + 1 : Math.max(a, b) + Math.log1p(2 ** -Math.abs(a - b)) / Math.LN2;

const specs: Record<string, Elementwise> = {
  tan: one(Math.tan, elementary),
  asin: one(Math.asin, elementary),
  acos: one(Math.acos, elementary),
  atan: one(Math.atan, elementary),
  sinh: one(Math.sinh, elementary),
  cosh: one(Math.cosh, elementary),
  asinh: one(Math.asinh, elementary),
  acosh: one(Math.acosh, elementary),
  atanh: one(Math.atanh, elementary),
  sinc: { inputs: 1, dtypes: fractions, of: (dtype, x) => sinc(x, dtype), ulps: elementary },
  exp2: one((x) => 2 ** x, elementary),
  log2: one(Math.log2, elementary),
  log10: one(Math.log10, elementary),
  logit: one((x) => Math.log(x / (1 - x)), elementary),
  atan2: pair(Math.atan2),
  hypot: pair(Math.hypot),
  // Sums of positive numbers: others can cancel, and then have an absolute error.
  logAddExp: { ...pair(logAdd), suited: Math.abs },
  logAddExp2: { ...pair(logAdd2), suited: Math.abs },
  xlogy: pair((a, b) => times(a, b, Math.log)),
  xlog1py: pair((a, b) => times(a, b, Math.log1p)),
  nextAfter: { inputs: 2, dtypes: fractions, of: (dtype, a, b) => nextAfter(a, b, dtype) },
  erfc: special(erfc),
  erfinv: special(erfinv),
  lgamma: special(lgamma),
  digamma: special(digamma),
  polygamma: { ...special(trigamma), attributes: [1] },
  // Of a up to 10, so that the series is enough.
  igamma: {
    ...two((a, x) => igamma(a, x), single),
    suited: (x, k) => (k === 0 ? x % 10 : x),
    ulps: { float32: 4 },
  },
  igammac: {
    ...two((a, x) => 1 - igamma(a, x), single),
    suited: (x, k) => (k === 0 ? 1 + (Math.abs(x) % 9) : Math.abs(x) % 1),
    ulps: { float32: 4 },
  },
  i0: special((x) => besselI(0, x)),
  i1: special((x) => besselI(1, x)),
  i0e: special((x) => besselI(0, x, true)),
  i1e: special((x) => besselI(1, x, true)),
};

export const functionCases: Cases = Object.fromEntries(
  Object.entries(specs).map(([kernel, spec]) => [kernel, elementwise(kernel, spec)]),
);
