import fc from 'fast-check';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { cast, expectClose } from '../close';
import {
  call,
  type Dtype,
  type Layout,
  type Placed,
  place,
  read,
  releaseAll,
  type Scalar,
  size,
} from '../rig';
import { type Case, type Cases, everything, fractions, numbers } from './case';
import { erf } from './erf';

export interface Elementwise {
  readonly inputs: number;
  /** The result of one element of each input, before it is cast to the output's dtype. */
  readonly of: (dtype: Dtype, ...x: number[]) => number;
  readonly dtypes: readonly Dtype[];
  readonly output?: (dtype: Dtype) => Dtype;
  readonly input?: (dtype: Dtype, k: number) => Dtype;
  /** Units in the last place that the result may be off; 0: none. By dtype. */
  readonly ulps?: { readonly float32?: number; readonly float64?: number };
  readonly attributes?: readonly number[];
  /** Makes values that the kernel takes of any. */
  readonly suited?: (x: number, k: number, dtype: Dtype) => number;
}

type Form = 'fresh' | 'strided' | 'in place';

/** Inputs of any layout, also scalars; outputs that are new, have gaps, or are the first input. */
export function elementwise(kernel: string, spec: Elementwise): Case {
  const drawn = shapes().chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      layouts: fc.array(layouts(shape.length, true), { minLength: 4, maxLength: 4 }),
      target: layouts(shape.length, false),
      form: fc.constantFrom<Form>('fresh', 'fresh', 'strided', 'in place'),
      scalar: fc.integer({ min: -3, max: spec.inputs - 1 }),
      seed: seeds,
    }),
  );
  return {
    dtypes: spec.dtypes,
    property: (dtype) =>
      fc.property(drawn, ({ shape, layouts, target, form, scalar, seed }) => {
        const count = size(shape);
        const output = spec.output?.(dtype) ?? dtype;
        const suited = spec.suited ?? ((x: number) => x);
        const inputOf = (k: number, layout: Layout): Placed | Scalar => {
          const type = spec.input?.(dtype, k) ?? dtype;
          if (k === scalar) return { scalar: type, value: suited(values(type, 1, seed + k)[0], k, type) };
          const made = values(type, count, seed + k).map((x) => suited(x, k, type));
          return place(type, shape, made, layout);
        };
        const inputs = Array.from({ length: spec.inputs }, (_, k) =>
          inputOf(k, form === 'in place' && k === 0 ? target : layouts[k]),
        );
        const elements = inputs.map((x) =>
          'scalar' in x ? Array<number>(count).fill(cast(x.scalar, x.value)) : read(x),
        );
        const want = Array.from({ length: count }, (_, i) =>
          cast(output, spec.of(dtype, ...elements.map((x) => x[i]))),
        );
        const first = inputs[0];
        const out =
          form === 'in place' && !('scalar' in first) && first.dtype === output
            ? first
            : form === 'strided'
              ? place(output, shape, values(output, count, seed + 9), target)
              : { fresh: output, shape };
        const got = read(call(kernel, out, inputs, spec.attributes));
        expectClose(output, got, want, (spec.ulps as Record<string, number> | undefined)?.[dtype] ?? 0);
        releaseAll();
      }),
  };
}

export const integer = (dtype: Dtype) =>
  dtype === 'int32' || dtype === 'int64' || dtype === 'uint8' || dtype === 'int8';
const roundEven = (x: number) => {
  const floor = Math.floor(x);
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
};

export const one = (
  of: (x: number) => number,
  ulps?: Elementwise['ulps'],
  dtypes = fractions,
): Elementwise => ({
  inputs: 1,
  dtypes,
  of: (_, x) => of(x),
  ulps,
});
export const two = (of: (a: number, b: number, dtype: Dtype) => number, dtypes = numbers): Elementwise => ({
  inputs: 2,
  dtypes,
  of: (dtype, a, b) => of(a, b, dtype),
});
const asked = (of: (a: number, b: number) => boolean): Elementwise => ({
  ...two((a, b) => Number(of(a, b)), everything),
  output: () => 'bool',
});
export const elementary = { float32: 2, float64: 4 };

function power(a: number, b: number, dtype: Dtype): number {
  if (!integer(dtype)) {
    // Unlike JavaScript's, IEEE's power of 1 or to 0 is 1 always.
    if (a === 1 || b === 0 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
    return a ** b;
  }
  if (b >= 0)
    return Number(
      BigInt.asIntN(dtype.endsWith('int8') ? 8 : dtype === 'int32' ? 32 : 64, BigInt(a) ** BigInt(b)),
    );
  return a === 1 ? 1 : a === -1 ? (b % 2 ? -1 : 1) : 0;
}

function remainder(a: number, b: number, dtype: Dtype): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? cast(dtype, r + b) : r;
}

function floorDivide(a: number, b: number, dtype: Dtype): number {
  if (integer(dtype)) return Math.floor(a / b);
  const to = (x: number) => cast(dtype, x);
  if (b === 0) return a / b;
  const r = a % b;
  let quotient = to(to(a - r) / b);
  if (r !== 0 && r < 0 !== b < 0) quotient = to(quotient - 1);
  if (quotient === 0) return 0;
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

/** No integer is divided by 0: that is an error, which has a test of its own. */
export const divisor: Elementwise['suited'] = (x, k, dtype) => (k === 1 && x === 0 && integer(dtype) ? 3 : x);
const exponent: Elementwise['suited'] = (x, k, dtype) => (k === 1 && dtype === 'uint8' ? x % 20 : x);
const larger = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b));
const smaller = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.min(a, b));

const specs: Record<string, Elementwise> = {
  copy: { inputs: 1, dtypes: everything, of: (_, x) => x },
  keep: { inputs: 1, dtypes: everything, of: (_, x) => x },
  neg: one((x) => -x, undefined, numbers),
  abs: one(Math.abs, undefined, numbers),
  // NaN has none, as in torch.
  sign: one((x) => Number(x > 0) - Number(x < 0), undefined, numbers),
  square: one((x) => x * x, undefined, numbers),
  relu: one((x) => Math.max(x, 0), undefined, numbers),
  exp: one(Math.exp, elementary),
  log: one(Math.log, elementary),
  sqrt: one(Math.sqrt),
  // Two roundings.
  rsqrt: one((x) => 1 / Math.sqrt(x), { float32: 1.5, float64: 1.5 }),
  reciprocal: one((x) => 1 / x),
  sin: one(Math.sin, elementary),
  cos: one(Math.cos, elementary),
  tanh: one(Math.tanh, elementary),
  // Where exp(-x) is infinite the quotient is 0, and not the smallest denormals.
  sigmoid: one(
    (x) => (x < -88.5 && x > -104 ? 1 / (1 + Math.fround(Math.exp(-x))) : 1 / (1 + Math.exp(-x))),
    {
      float32: 3,
      float64: 4,
    },
  ),
  // The reference is good to about 1e-15.
  erf: one(erf, { float32: 2, float64: 16 }),
  floor: one(Math.floor),
  ceil: one(Math.ceil),
  round: one(roundEven),
  log1p: one(Math.log1p, elementary),
  expm1: one(Math.expm1, elementary),
  softplus: one((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), { float32: 3, float64: 4 }),
  isNaN: { ...one((x) => Number(Number.isNaN(x))), output: () => 'bool' },
  isInf: { ...one((x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY)), output: () => 'bool' },
  isFinite: { ...one((x) => Number(Number.isFinite(x))), output: () => 'bool' },
  logicalNot: { ...one((x) => Number(!x)), dtypes: ['bool'] },
  add: two((a, b) => a + b),
  sub: two((a, b) => a - b),
  mul: two((a, b) => a * b),
  div: two((a, b) => a / b, fractions),
  maximum: two(larger),
  minimum: two(smaller),
  pow: { ...two(power), suited: exponent, ulps: { float32: 2, float64: 4 } },
  remainder: { ...two(remainder), suited: divisor },
  floorDivide: { ...two(floorDivide), suited: divisor },
  eq: asked((a, b) => a === b),
  ne: asked((a, b) => a !== b),
  lt: asked((a, b) => a < b),
  le: asked((a, b) => a <= b),
  gt: asked((a, b) => a > b),
  ge: asked((a, b) => a >= b),
  logicalAnd: { ...two((a, b) => a & b), dtypes: ['bool'] },
  logicalOr: { ...two((a, b) => a | b), dtypes: ['bool'] },
  logicalXor: { ...two((a, b) => a ^ b), dtypes: ['bool'] },
  where: {
    inputs: 3,
    dtypes: everything,
    of: (_, mask, a, b) => (mask ? a : b),
    input: (dtype, k) => (k === 0 ? 'bool' : dtype),
  },
};

export const elementwiseCases: Cases = Object.fromEntries(
  Object.entries(specs).map(([kernel, spec]) => [kernel, elementwise(kernel, spec)]),
);
