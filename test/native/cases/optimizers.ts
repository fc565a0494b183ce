import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, shapes, values } from '../arbitrary';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions } from './case';

const rate = fc.constantFrom(0, 0.001, 0.1, 0.9);
const flag = fc.constantFrom(0, 1);
const drawn = shapes().chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    targets: fc.array(layouts(shape.length, false), { minLength: 3, maxLength: 3 }),
    source: layouts(shape.length, true),
    seed: seeds,
    lr: rate,
    decay: rate,
    flags: fc.tuple(flag, flag, flag),
  }),
);

/** Roundings of a handful of operations on numbers of this size. */
const error = (dtype: Dtype, ...sizes: number[]) =>
  16 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53) * sizes.reduce((a, b) => a + Math.abs(b), 0);

const sgd: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(drawn, rate, rate, fc.boolean(), (d, momentum, dampening, hasBuffer) => {
      const [nesterov, maximize, first] = d.flags;
      const make = (shift: number, layout: typeof d.source) =>
        place(dtype, d.shape, values(dtype, size(d.shape), d.seed + shift, false), layout);
      const [parameter, buffer, gradient] = [make(0, d.targets[0]), make(1, d.targets[1]), make(2, d.source)];
      const before = [parameter, buffer, gradient].map(read);
      const attributes = [d.lr, momentum, dampening, d.decay, nesterov, maximize, first];
      const second = hasBuffer ? buffer : { scalar: dtype, value: 0 };
      call('sgd', [parameter, second], [gradient], attributes);
      const [p, v] = [read(parameter), read(buffer)];
      before[0].forEach((x, i) => {
        let step = (maximize ? -1 : 1) * before[2][i] + d.decay * x;
        let velocity = before[1][i];
        if (hasBuffer) {
          velocity = first ? step : momentum * velocity + (1 - dampening) * step;
          step = nesterov ? step + momentum * velocity : velocity;
        }
        const allowed = error(dtype, x, before[1][i], before[2][i]);
        expect(Math.abs(p[i] - (x - d.lr * step))).toBeLessThanOrEqual(allowed);
        expect(Math.abs(v[i] - velocity)).toBeLessThanOrEqual(allowed);
      });
      releaseAll();
    }),
};

const adam: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(drawn, fc.integer({ min: 1, max: 2000 }), (d, step) => {
      const [decoupled, maximize] = d.flags;
      const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];
      const made = (shift: number) => values(dtype, size(d.shape), d.seed + shift, false);
      const parameter = place(dtype, d.shape, made(0), d.targets[0]);
      const average = place(dtype, d.shape, made(1), d.targets[1]);
      const variance = place(dtype, d.shape, made(2).map(Math.abs), d.targets[2]);
      const gradient = place(dtype, d.shape, made(3), d.source);
      const [x, m, v, g] = [parameter, average, variance, gradient].map(read);
      call(
        'adam',
        [parameter, average, variance],
        [gradient],
        [d.lr, beta1, beta2, eps, d.decay, step, decoupled, maximize],
      );
      const [x1, m1, v1] = [parameter, average, variance].map(read);
      x.forEach((_, i) => {
        const shrunk = decoupled ? x[i] * (1 - d.lr * d.decay) : x[i];
        const slope = (maximize ? -1 : 1) * g[i] + (decoupled ? 0 : d.decay * shrunk);
        const mean = beta1 * m[i] + (1 - beta1) * slope;
        const square = beta2 * v[i] + (1 - beta2) * slope * slope;
        const update =
          (d.lr / (1 - beta1 ** step)) * (mean / (Math.sqrt(square / (1 - beta2 ** step)) + eps));
        expect(Math.abs(m1[i] - mean)).toBeLessThanOrEqual(error(dtype, m[i], g[i], x[i]));
        expect(Math.abs(v1[i] - square)).toBeLessThanOrEqual(error(dtype, v[i], g[i] ** 2, slope ** 2));
        // mean and square may be small differences: their errors come through the quotient.
        const quotient = error(dtype, m[i], g[i], x[i]) * Math.abs(update / (mean || 1));
        // So are 1 - β^step, of powers that are themselves rounded, here and there, in float64.
        const corrections = error('float64', update / (1 - beta1 ** step), update / (1 - beta2 ** step)) / 4;
        expect(Math.abs(x1[i] - (shrunk - update))).toBeLessThanOrEqual(
          error(dtype, x[i], update) + quotient + corrections,
        );
      });
      releaseAll();
    }),
};

export const optimizerCases: Cases = { sgd, adam };
