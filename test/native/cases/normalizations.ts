import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, values } from '../arbitrary';
import { callAll, type Dtype, place, read, releaseAll } from '../rig';
import { type Cases, fractions } from './case';

const epsilon = (dtype: Dtype) => (dtype === 'float32' ? 2 ** -23 : 2 ** -52);

export const normalizationCases: Cases = {
  layerNorm: {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        layouts(1, true),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1e-5, 0.5),
        seeds,
        (rows, length, layout, hasWeight, hasBias, eps, seed) => {
          const drawn = (count: number, shift: number) => values(dtype, count, seed + shift, false);
          const x = place(dtype, [rows, length], drawn(rows * length, 0));
          const weight = hasWeight ? place(dtype, [length], drawn(length, 1), layout) : null;
          const bias = hasBias ? place(dtype, [length], drawn(length, 2), layout) : null;
          const fresh = (...shape: number[]) => ({ fresh: dtype, shape });
          const inputs = [x, weight ?? { scalar: dtype, value: 1 }, bias ?? { scalar: dtype, value: 0 }];
          const outputs = [fresh(rows, length), fresh(rows), fresh(rows)];
          const [y, mean, share] = callAll('layerNorm', outputs, inputs, [eps]).map(read);
          const given = read(x);
          const [w, b] = [weight && read(weight), bias && read(bias)];
          for (let row = 0; row < rows; row++) {
            const line = given.slice(row * length, (row + 1) * length);
            const middle = line.reduce((sum, each) => sum + each, 0) / length;
            const variance = line.reduce((sum, each) => sum + (each - middle) ** 2, 0) / length;
            const own = 1 / Math.sqrt(variance + eps);
            const largest = Math.max(...line.map(Math.abs));
            const unit = epsilon(dtype);
            expect(Math.abs(mean[row] - middle)).toBeLessThanOrEqual(2 * unit * largest);
            // What a mean's last bit is worth where all elements are nearly the same.
            const error = 4 * unit * (1 + largest * own);
            expect(Math.abs(share[row] / own - 1)).toBeLessThanOrEqual(error);
            line.forEach((each, i) => {
              const scale = Math.abs(w ? w[i] : 1);
              const wanted = (each - middle) * own * (w ? w[i] : 1) + (b ? b[i] : 0);
              const allowed =
                4 * error * scale * (1 + Math.abs(each - middle) * own) + 2 * unit * Math.abs(wanted);
              expect(Math.abs(y[row * length + i] - wanted)).toBeLessThanOrEqual(
                allowed + unit * Math.abs(b ? b[i] : 0),
              );
            });
          }
          releaseAll();
        },
      ),
  },
  layerNormGradient: {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        layouts(1, true),
        fc.boolean(),
        seeds,
        (rows, length, layout, hasWeight, seed) => {
          const drawn = (count: number, shift: number) => values(dtype, count, seed + shift, false);
          const matrix = (shift: number) => place(dtype, [rows, length], drawn(rows * length, shift));
          const [incoming, x] = [matrix(0), matrix(1)];
          const [mean, share] = [2, 3].map((shift) => place(dtype, [rows], drawn(rows, shift), layout));
          const weight = hasWeight ? place(dtype, [length], drawn(length, 4), layout) : null;
          const inputs = [incoming, x, mean, share, weight ?? { scalar: dtype, value: 1 }];
          const got = read(
            callAll('layerNormGradient', [{ fresh: dtype, shape: [rows, length] }], inputs, [])[0],
          );
          const [g, given, m, s] = [incoming, x, mean, share].map(read);
          const w = weight && read(weight);
          for (let row = 0; row < rows; row++) {
            const at = (i: number) => row * length + i;
            const places = Array.from({ length }, (_, i) => i);
            const h = places.map((i) => g[at(i)] * (w ? w[i] : 1));
            const z = places.map((i) => (given[at(i)] - m[row]) * s[row]);
            const middle = h.reduce((sum, each) => sum + each, 0) / length;
            const along = h.reduce((sum, each, i) => sum + each * z[i], 0) / length;
            // Of the largest number on the way.
            const scale =
              Math.max(...h.map((each, i) => Math.abs(each) * (1 + Math.abs(z[i])))) + Math.abs(middle);
            const allowed =
              16 * epsilon(dtype) * Math.abs(s[row]) * scale * (1 + Math.max(...z.map(Math.abs)));
            places.forEach((i) => {
              const wanted = s[row] * (h[i] - middle - z[i] * along);
              expect(Math.abs(got[at(i)] - wanted)).toBeLessThanOrEqual(allowed);
            });
          }
          releaseAll();
        },
      ),
  },
};
