import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { cast, expectClose } from '../close';
import { callAll, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions, numbers } from './case';
import { divisor, type Elementwise, elementwise, integer, one, two } from './elementwise';
import { alongAxis, indices } from './reductions';

const integers: readonly Dtype[] = ['int32', 'int64', 'uint8', 'int8'];
const bitsOf = (dtype: Dtype) => ({ uint8: 8, int8: 8, int32: 32 })[dtype as string] ?? 64;
const wrapped = (x: bigint, dtype: Dtype) =>
  Number(dtype === 'uint8' ? BigInt.asUintN(8, x) : BigInt.asIntN(bitsOf(dtype), x));
const bitwise = (of: (a: bigint, b: bigint) => bigint): Elementwise =>
  two((a, b, dtype) => wrapped(of(BigInt(a), BigInt(b)), dtype), integers);
const shift = (of: (a: bigint, by: bigint) => bigint, outside: (a: number) => number): Elementwise =>
  two((a, by, dtype) => {
    const within = by >= 0 && by < bitsOf(dtype);
    return within ? wrapped(of(BigInt(a), BigInt(by)), dtype) : outside(a);
  }, integers);
const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));
const negative = (x: number) => x < 0 || Object.is(x, -0);

/** Small integers, with which floats compute exactly. */
const small: Elementwise['suited'] = (x) => Math.trunc(x) % 100;

const specs: Record<string, Elementwise> = {
  trunc: one(Math.trunc),
  frac: one((x) => x - Math.trunc(x)),
  signBit: { ...one((x) => Number(negative(x)), undefined, numbers), output: () => 'bool' },
  copySign: two((a, b) => (negative(b) ? -Math.abs(a) : Math.abs(a)), fractions),
  heaviside: two((a, b) => (a === 0 ? b : Number(a > 0))),
  truncDivide: {
    ...two((a, b, dtype) => Math.trunc(integer(dtype) ? a / b : cast(dtype, a / b))),
    suited: divisor,
  },
  fmod: { ...two((a, b) => a % b), suited: divisor },
  fmax: two((a, b) => (Number.isNaN(b) || a > b ? a : b)),
  fmin: two((a, b) => (Number.isNaN(b) || a < b ? a : b)),
  nanToNum: {
    ...one((x) => (Number.isNaN(x) ? 1 : x === Infinity ? 2 : x === -Infinity ? 3 : x)),
    attributes: [1, 2, 3],
  },
  bitNot: one((x) => ~x, undefined, integers),
  bitAnd: bitwise((a, b) => a & b),
  bitOr: bitwise((a, b) => a | b),
  bitXor: bitwise((a, b) => a ^ b),
  leftShift: shift(
    (a, by) => a << by,
    () => 0,
  ),
  rightShift: shift(
    (a, by) => a >> by,
    (a) => (a < 0 ? -1 : 0),
  ),
  gcd: two(gcd, integers),
  lcm: two((a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a / gcd(a, b)) * Math.abs(b)), integers),
  addcmul: {
    inputs: 3,
    dtypes: numbers,
    of: (_, a, x, y) => a + 2 * x * y,
    attributes: [2],
    suited: small,
  },
  addcdiv: {
    inputs: 3,
    dtypes: fractions,
    of: (_, a, x, y) => a + (2 * x) / y,
    attributes: [2],
    suited: (x, k) => (k === 2 ? 2 ** (Math.trunc(x) % 5) : Math.trunc(x) % 100),
  },
  lerp: {
    inputs: 3,
    dtypes: fractions,
    of: (_, a, b, weight) => a + weight * (b - a),
    suited: (x, k) => (Math.trunc(x) % 100) / (k === 2 ? 8 : 1),
  },
};

/** A kernel of two outputs, the second of integers. */
function twofold(
  kernel: string,
  dtypes: readonly Dtype[],
  second: Dtype,
  byAxis: boolean,
  line: (x: number[]) => [number, number][],
): Case {
  const drawn = shapes({ least: 1 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      layout: layouts(shape.length, true),
      target: layouts(shape.length, false),
      axis: fc.nat(shape.length - 1),
      seed: seeds,
    }),
  );
  return {
    dtypes,
    property: (dtype) =>
      fc.property(drawn, ({ shape, layout, target, axis, seed }) => {
        const count = size(shape);
        const input = place(dtype, shape, values(dtype, count, seed), layout);
        const outputs =
          seed % 2
            ? ([
                { fresh: dtype, shape },
                { fresh: second, shape },
              ] as const)
            : [
                place(dtype, shape, values(dtype, count, 1), target),
                place(second, shape, Array(count).fill(0)),
              ];
        const [first, other] = callAll(kernel, outputs, [input], byAxis ? [axis] : []).map(read);
        const elements = read(input);
        const lines = new Map<string, number[]>();
        indices(shape).forEach((index, k) => {
          const key = String(index.map((i, d) => (byAxis && d === axis ? 0 : i)));
          lines.set(key, [...(lines.get(key) ?? []), k]);
        });
        for (const places of lines.values()) {
          const want = line(places.map((k) => elements[k]));
          expectClose(
            dtype,
            places.map((k) => first[k]),
            want.map(([value]) => value),
          );
          expect(places.map((k) => other[k])).toEqual(want.map(([, whole]) => whole));
        }
        releaseAll();
      }),
  };
}

/** The extreme so far and its place, the last of equals. */
const running = (better: (a: number, b: number) => boolean) => (x: number[]) => {
  let best = 0;
  return x.map((now, k): [number, number] => {
    if (Number.isNaN(now) || (!Number.isNaN(x[best]) && better(now, x[best]))) best = k;
    return [x[best], best];
  });
};

function frexp(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let exponent = Math.max(-1074, Math.floor(Math.log2(Math.abs(x))) - 1);
  while (Math.abs(x) >= 2 ** exponent) exponent++;
  // In two steps: 2^-exponent alone can be infinite.
  return [x * 2 ** -Math.trunc(exponent / 2) * 2 ** (Math.trunc(exponent / 2) - exponent), exponent];
}

/** Never far from 1, so that products of many stay in range. */
const nearOne = (x: number, dtype: Dtype) => (integer(dtype) ? x % 2 : cast(dtype, 1 + Math.sin(x) / 8));
const sums = (x: number[]) => {
  let all = Number.NEGATIVE_INFINITY;
  return x.map((now) => {
    const most = Math.max(all, now);
    all = most + Math.log(Math.exp(all - most) + Math.exp(now - most));
    return all;
  });
};

export const partCases: Cases = {
  ...Object.fromEntries(Object.entries(specs).map(([kernel, spec]) => [kernel, elementwise(kernel, spec)])),
  frexp: twofold('frexp', fractions, 'int32', false, (x) => x.map(frexp)),
  cummax: twofold(
    'cummax',
    numbers,
    'int64',
    true,
    running((a, b) => a >= b),
  ),
  cummin: twofold(
    'cummin',
    numbers,
    'int64',
    true,
    running((a, b) => a <= b),
  ),
  cumprod: alongAxis(
    'cumprod',
    numbers,
    (x) => x.map((_, k) => x.slice(0, k + 1).reduce((a, b) => a * b, 1)),
    (x, k, dtype) => (integer(dtype) ? 0 : Math.abs(x.slice(0, k + 1).reduce((a, b) => a * b, 1)) * 2 ** -45),
    nearOne,
  ),
  logCumSumExp: alongAxis(
    'logCumSumExp',
    fractions,
    sums,
    (x) => Math.max(1, ...x.map(Math.abs)) * x.length * 2 ** -50,
  ),
};
