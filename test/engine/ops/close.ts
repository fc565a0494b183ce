import type { Tensor } from 'backstep';
import { expect } from 'vitest';
import { type PackedTensor, unpack } from '../../golden/read';

/** torch.testing.assert_close's tolerances. */
const tolerances: Readonly<Record<string, { rtol: number; atol: number }>> = {
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  float64: { rtol: 1e-7, atol: 1e-7 },
  // Twice that of PyTorch, which rounds to 16 bits between the ops of a gradient's formula where the engine does not.
  float16: { rtol: 2e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
};

function differs(own: number, expected: number, dtype: string, rounded: boolean): boolean {
  if (Number.isNaN(expected)) return !Number.isNaN(own);
  if (!Number.isFinite(expected)) return own !== expected;
  if (rounded && dtype.endsWith('float16')) return own !== expected;
  const { rtol, atol } = tolerances[dtype] ?? { rtol: 0, atol: 0 };
  return !(Math.abs(own - expected) <= atol + rtol * Math.abs(expected));
}

/**
 * The same dtype and shape, and every element as close as PyTorch asks for. `rounded`: floats of 16 bits are equal,
 * because both computed in float32 and rounded once.
 */
export function expectClose(
  own: Tensor,
  expected: PackedTensor | Tensor,
  what = 'result',
  rounded = false,
): void {
  const wanted =
    'data' in expected && Array.isArray(expected.data)
      ? unpack(expected as PackedTensor)
      : (expected as Tensor);
  expect(`${what} ${own.dtype} [${own.shape}]`).toBe(`${what} ${wanted.dtype} [${wanted.shape}]`);
  const [left, right] = [own.data(), wanted.data()];
  left.forEach((value: number | bigint, place: number) => {
    const other = right[place];
    const wrong =
      typeof value === 'bigint' ? value !== other : differs(value, other as number, own.dtype, rounded);
    if (wrong) expect.fail(`${what}, element ${place}: ${value} is not ${other}\n${own}\n${wanted}`);
  });
}
