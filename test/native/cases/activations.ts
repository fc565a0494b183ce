import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions } from './case';
import { erf } from './erf';

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** x Φ(x) or its form by tanh, and the derivative. */
function gelu(x: number, byTanh: boolean): [number, number] {
  if (byTanh) {
    const t = Math.tanh(SLOPE * (x + CUBIC * x ** 3));
    const rise = SLOPE * (1 + 3 * CUBIC * x * x);
    return [0.5 * x * (1 + t), 0.5 * (1 + t) + (t * t === 1 ? 0 : 0.5 * x * (1 - t * t) * rise)];
  }
  const cumulative = 0.5 * (1 + erf(x / Math.SQRT2));
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  return [x * cumulative, cumulative + x * density];
}

/** Φ is 1 + erf: near -∞ its error is that of 1, and so is that of the products. */
const error = (dtype: Dtype, ...factors: number[]) =>
  16 *
  (dtype === 'float32' ? 2 ** -24 : 2 ** -53) *
  factors.reduce((product, each) => product * (1 + Math.abs(each)), 1);

const drawn = shapes().chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    layouts: fc.array(layouts(shape.length, true), { minLength: 2, maxLength: 2 }),
    target: layouts(shape.length, false),
    byTanh: fc.boolean(),
    seed: seeds,
  }),
);

const form: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(drawn, ({ shape, layouts: [layout], target, byTanh, seed }) => {
      const x = place(dtype, shape, values(dtype, size(shape), seed, false), layout);
      const out = place(dtype, shape, values(dtype, size(shape), seed + 1, false), target);
      const got = read(call('gelu', out, [x], [byTanh ? 1 : 0]));
      read(x).forEach((each, i) => {
        expect(Math.abs(got[i] - gelu(each, byTanh)[0])).toBeLessThanOrEqual(error(dtype, each));
      });
      releaseAll();
    }),
};

const gradient: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(drawn, ({ shape, layouts: [first, second], target, byTanh, seed }) => {
      const made = (shift: number) => values(dtype, size(shape), seed + shift, false);
      const [g, x] = [place(dtype, shape, made(0), first), place(dtype, shape, made(1), second)];
      const got = read(call('geluGradient', place(dtype, shape, made(2), target), [g, x], [byTanh ? 1 : 0]));
      const incoming = read(g);
      read(x).forEach((each, i) => {
        const wanted = incoming[i] * gelu(each, byTanh)[1];
        expect(Math.abs(got[i] - wanted)).toBeLessThanOrEqual(error(dtype, each, incoming[i]));
      });
      releaseAll();
    }),
};

/** Of lines along an axis, from the incoming gradient and what the op gave. */
function alongLines(kernel: string, of: (g: number[], y: number[], i: number) => number): Case {
  return {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(drawn, fc.nat(), ({ shape, layouts: [first, second], target, seed }, picked) => {
        const made = (shift: number, largest: number) =>
          values(dtype, size(shape), seed + shift, false).map((each) =>
            Math.max(-largest, Math.min(largest, each)),
          );
        // Outputs of a softmax are at most 1, and their logarithms at most 0: nothing overflows.
        const [g, y] = [place(dtype, shape, made(0, 1e6), first), place(dtype, shape, made(1, 1), second)];
        const axis = shape.length === 0 ? 0 : picked % shape.length;
        const got = read(call(kernel, place(dtype, shape, made(2, 1), target), [g, y], [axis]));
        const [incoming, given] = [read(g), read(y)];
        const length = shape[axis] ?? 1;
        const stride = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
        const unit = dtype === 'float32' ? 2 ** -24 : 2 ** -53;
        for (let start = 0; start < given.length; start++) {
          if (Math.floor(start / stride) % length !== 0) continue;
          const line = Array.from({ length }, (_, i) => start + i * stride);
          const [a, b] = [line.map((k) => incoming[k]), line.map((k) => given[k])];
          const largest = a.reduce((sum, each) => sum + Math.abs(each), 0);
          line.forEach((k, i) => {
            expect(Math.abs(got[k] - of(a, b, i))).toBeLessThanOrEqual(16 * unit * (1 + largest) * 4);
          });
        }
        releaseAll();
      }),
  };
}

const total = (terms: number[]) => terms.reduce((sum, each) => sum + each, 0);

export const activationCases: Cases = {
  gelu: form,
  geluGradient: gradient,
  softmaxGradient: alongLines(
    'softmaxGradient',
    (g, y, i) => y[i] * (g[i] - total(g.map((each, j) => each * y[j]))),
  ),
  logSoftmaxGradient: alongLines('logSoftmaxGradient', (g, y, i) => g[i] - Math.exp(y[i]) * total(g)),
};
