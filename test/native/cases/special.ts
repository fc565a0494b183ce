/** Special functions by other ways than the kernels': series, bisection, recurrence; good to about 1e-13. */
import { erf } from './erf';

/** 1 - erf, and beyond 2 the continued fraction (Abramowitz and Stegun 7.1.14). */
export function erfc(x: number): number {
  if (!(x > 2)) return 1 - erf(x);
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** By bisection. */
export function erfinv(x: number): number {
  if (!(Math.abs(x) < 1)) return Math.abs(x) === 1 ? x * Number.POSITIVE_INFINITY : Number.NaN;
  if (Math.abs(x) < 1e-7) return (x * Math.sqrt(Math.PI)) / 2;
  let [low, high] = [0, 6];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (erf(middle) < Math.abs(x)) low = middle;
    else high = middle;
  }
  return Math.sign(x) * low;
}

/** -1, 1 or 0 for the sign of sin(πx), and its size, from the nearest integer. */
const sinePi = (x: number) => Math.sin(Math.PI * (x - Math.round(x)));

/** Stirling's series from 30 on (6.1.41), reflection below 0, and near 1, where it is 0, its own series (6.1.33). */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) === Number.POSITIVE_INFINITY || (x <= 0 && Number.isInteger(x))) return Infinity;
  if (Math.abs(x) < 1e-20) return -Math.log(Math.abs(x));
  if (x < 0) return Math.log(Math.PI / Math.abs(sinePi(x))) - lgamma(1 - x);
  const z = x - 1;
  if (Math.abs(z) < 1e-3)
    return (
      z *
      (-0.5772156649015329 +
        z * (Math.PI ** 2 / 12 - z * (1.2020569031595942 / 3 - (z * Math.PI ** 4) / 360)))
    );
  let product = 1;
  let y = x;
  for (; y < 30; y++) product *= y;
  const series = 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5);
  const value = (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
  // At 2 it is 0.
  return Math.abs(value) < 1e-12 ? 0 : value;
}

/** Recurrence to 30, the asymptotic series (6.3.18), and reflection below 0. */
export function digamma(x: number): number {
  if (x === 0) return 1 / -x;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 0) {
    if (Number.isInteger(x) || !Number.isFinite(x)) return Number.NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.round(x)));
  }
  let below = 0;
  let y = x;
  for (; y < 30; y++) below += 1 / y;
  return Math.log(y) - 1 / (2 * y) - 1 / (12 * y ** 2) + 1 / (120 * y ** 4) - 1 / (252 * y ** 6) - below;
}

/** The derivative of digamma, likewise (6.4.12). */
export function trigamma(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0) return (Math.PI / sinePi(x)) ** 2 - trigamma(1 - x);
  let below = 0;
  let y = x;
  for (; y < 30; y++) below += 1 / y ** 2;
  return below + 1 / y + 1 / (2 * y ** 2) + 1 / (6 * y ** 3) - 1 / (30 * y ** 5) + 1 / (42 * y ** 7);
}

/** I of order 0 or 1 by its power series (9.6.10), all of whose terms are positive; far away by 9.7.1. */
export function besselI(order: 0 | 1, x: number, scaled = false): number {
  if (Number.isNaN(x)) return x;
  const t = Math.abs(x);
  const sign = order === 1 && x < 0 ? -1 : 1;
  if (t > 600) {
    if (!scaled) return sign * Number.POSITIVE_INFINITY;
    const m = 4 * order ** 2;
    return (
      (sign / Math.sqrt(2 * Math.PI * t)) *
      (1 -
        (m - 1) / (8 * t) +
        ((m - 1) * (m - 9)) / (2 * (8 * t) ** 2) -
        ((m - 1) * (m - 9) * (m - 25)) / (6 * (8 * t) ** 3))
    );
  }
  let term = order === 0 ? 1 : t / 2;
  let sum = term;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= (t * t) / 4 / (k * (k + order));
    sum += term;
  }
  return sign * (scaled ? sum * Math.exp(-t) : sum);
}

/** P(a, x) by its power series, all of whose terms are positive. */
export function igamma(a: number, x: number): number {
  if (!(a >= 0 && x >= 0)) return Number.NaN;
  if (a === 0) return x > 0 ? 1 : Number.NaN;
  if (x === 0 || a === Number.POSITIVE_INFINITY) return a === x ? Number.NaN : 0;
  if (x > 700) return 1;
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-18; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.min(1, sum * Math.exp(a * Math.log(x) - x - lgamma(a)));
}
