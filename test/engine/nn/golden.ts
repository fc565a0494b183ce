/** PyTorch's numbers, written by test/golden/nn.py. A missing file fails the test that asks for it. */
import { readFileSync } from 'node:fs';
import { type Tensor, tensor } from 'backstep';
import { expect } from 'vitest';
import type { TensorData } from '../../../engine/ops/data';

/** Whole numbers too: `tensor([1, 2])` would be int64. */
export function floats(values: TensorData): Tensor {
  return tensor(values, { dtype: 'float32' });
}

export interface Packed {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | string | boolean)[];
}

export function golden<T>(name: 'layers' | 'losses' | 'optimizers' | 'schedulers'): T {
  return JSON.parse(readFileSync(new URL(`../../golden/data/nn-${name}.json`, import.meta.url), 'utf8'));
}

export function unpack({ dtype, shape, data }: Packed): Tensor {
  return tensor(data.map(Number), { dtype: dtype as Tensor['dtype'] }).reshape([...shape]);
}

/** The default tolerance: PyTorch's own for its tests (torch.testing.assert_close). */
const tolerance = {
  float32: { relative: 1.3e-6, absolute: 1e-5 },
  float64: { relative: 1e-7, absolute: 1e-7 },
};

export function expectClose(actual: Tensor, packed: Packed, what = 'the tensor'): void {
  expect({ dtype: actual.dtype, shape: actual.shape }, what).toEqual({
    dtype: packed.dtype,
    shape: packed.shape,
  });
  expectNumbers(Array.from(actual.data() as ArrayLike<number>), packed.data.map(Number), packed.dtype, what);
}

export function expectNumbers(
  actual: number[],
  expected: readonly number[],
  dtype: string,
  what: string,
): void {
  expect(actual.length, `length of ${what}`).toBe(expected.length);
  const { relative, absolute } = dtype === 'float64' ? tolerance.float64 : tolerance.float32;
  const wrong = expected.findIndex((value, i) => {
    if (Object.is(value, actual[i]) || value === actual[i]) return false;
    return !(Math.abs(actual[i] - value) <= absolute + relative * Math.abs(value));
  });
  const told = wrong < 0 ? '' : `${what}[${wrong}] is ${actual[wrong]}, PyTorch has ${expected[wrong]}`;
  expect(told).toBe('');
}
