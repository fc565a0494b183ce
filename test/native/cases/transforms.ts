/** Fourier transforms against their sums. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, values } from '../arbitrary';
import { call, type Dtype, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions } from './case';

const drawn = fc.record({
  rows: fc.integer({ min: 0, max: 3 }),
  // Small primes and their products, large primes, powers of two.
  n: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 97, 120, 128, 143)),
  given: fc.integer({ min: -3, max: 3 }),
  more: fc.integer({ min: -2, max: 2 }),
  axis: fc.constantFrom(0, 1),
  inverse: fc.boolean(),
  scale: fc.constantFrom(1, 0.25),
  layout: layouts(3, false),
  seed: seeds,
});

/** Σ x[j] exp(∓2πi jk / n) for k = 0 … n - 1. */
function transform(
  x: readonly (readonly [number, number])[],
  n: number,
  inverse: boolean,
): [number, number][] {
  return Array.from({ length: n }, (_, k) => {
    let [re, im] = [0, 0];
    x.slice(0, n).forEach(([a, b], j) => {
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
      re += a * Math.cos(angle) - b * Math.sin(angle);
      im += a * Math.sin(angle) + b * Math.cos(angle);
    });
    return [re, im];
  });
}

type Pair = [number, number];

function fourier(kernel: 'fft' | 'rfft' | 'irfft'): Case {
  const [complexIn, complexOut] = [kernel !== 'rfft', kernel !== 'irfft'];
  return {
    dtypes: fractions,
    property: (dtype: Dtype) =>
      fc.property(drawn, ({ rows, n, given, more, axis, inverse, scale, layout, seed }) => {
        const bins = Math.floor(n / 2) + 1;
        const inputs = Math.max((kernel === 'irfft' ? bins : n) + given, 0);
        const outputs = Math.max((kernel === 'rfft' ? bins : n) + more, 0);
        const shape = (length: number, complex: boolean) => [
          ...(axis === 0 ? [length, rows] : [rows, length]),
          ...(complex ? [2] : []),
        ];
        const own = shape(inputs, complexIn);
        const order = layout.order?.filter((each) => each < own.length);
        const numbers = values(dtype, size(own), seed, false);
        const input = place(dtype, own, numbers, {
          ...layout,
          order,
          steps: layout.steps?.slice(0, own.length),
        });
        const x = read(input);
        const fresh = { fresh: dtype, shape: shape(outputs, complexOut) };
        const y = read(call(kernel, fresh, [input], [axis, n, Number(inverse), scale]));
        const width = complexOut ? 2 : 1;
        for (let row = 0; row < rows; row++) {
          const at = (k: number, length: number) => (axis === 0 ? k * rows + row : row * length + k);
          let line = Array.from({ length: inputs }, (_, k): Pair => {
            const place = at(k, inputs);
            return complexIn ? [x[2 * place], x[2 * place + 1]] : [x[place], 0];
          });
          if (kernel === 'irfft') {
            const half = Array.from({ length: bins }, (_, k): Pair => line[k] ?? [0, 0]);
            line = Array.from({ length: n }, (_, k): Pair => {
              if (k === 0 || 2 * k === n) return [half[k][0], 0];
              return k < bins ? half[k] : [half[n - k][0], -half[n - k][1]];
            });
          }
          const want = transform(line, n, inverse);
          const made = kernel === 'rfft' ? bins : n;
          const most = line.reduce((sum, [a, b]) => sum + Math.abs(a) + Math.abs(b), 1);
          const error = most * (dtype === 'float32' ? 2 ** -23 : 2 ** -48);
          for (let k = 0; k < outputs; k++) {
            for (let part = 0; part < width; part++) {
              const expected = k < made ? want[k][part] * scale : 0;
              expect(Math.abs(y[at(k, outputs) * width + part] - expected)).toBeLessThanOrEqual(error);
            }
          }
        }
        releaseAll();
      }),
  };
}

export const transformCases: Cases = { fft: fourier('fft'), rfft: fourier('rfft'), irfft: fourier('irfft') };
