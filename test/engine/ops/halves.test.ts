/** Every row with operands of 16 bits gives what it gives in float32, rounded; golden.test.ts has PyTorch's numbers. */
import { grad, manualSeed, Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { isPackedTensor, type OpCase, type PackedArgument, readOpCases, unpack } from '../../golden/read';
import type { Call } from './samples/call';
import { samples } from './samples/index';

type Half = 'float16' | 'bfloat16';

/** Units in the last place of 1. */
const units: Readonly<Record<Half, number>> = { float16: 2 ** -10, bfloat16: 2 ** -7 };

/** Whether the floats of a case are float32, and there are some. */
function isFloat32(given: OpCase): boolean {
  const dtypes = given.args
    .flat()
    .filter(isPackedTensor)
    .map(({ dtype }) => dtype)
    .filter((dtype) => dtype.includes('float'));
  return dtypes.length > 0 && dtypes.every((dtype) => dtype === 'float32');
}

/** The case with its floats rounded to `half`, in the dtype `as`: its outputs, and its gradients. */
function run(call: Call, given: OpCase, half: Half, as: Half | 'float32'): (Tensor | null)[][] {
  const leaves: Tensor[] = [];
  const unpacked = (value: PackedArgument): unknown => {
    if (Array.isArray(value) && value.some(isPackedTensor)) return value.map(unpacked);
    if (value === 'Infinity' || value === '-Infinity') return Number(value);
    if (!isPackedTensor(value)) return value;
    const tensor = unpack(value);
    if (!tensor.isFloatingPoint()) return tensor;
    const leaf = tensor.to(half).to(as);
    leaves.push(given.seed ? leaf.requiresGrad_() : leaf);
    return leaf;
  };
  manualSeed(7);
  const result = call(...given.args.map(unpacked));
  const outputs = result instanceof Tensor ? [result] : [...result];
  if (!given.seed) return [outputs, []];
  const gradOutputs = unpack(given.seed).to(half).to(outputs[0].dtype);
  return [outputs, grad(outputs[0], leaves, { gradOutputs, allowUnused: true })];
}

/** Within so many units in the last place of the largest element. */
function expectRounded(own: Tensor, wide: Tensor, half: Half, most: number, what: string): void {
  const dtype = wide.dtype === 'float32' && own.dtype !== 'float32' ? half : wide.dtype;
  expect(`${what} ${own.dtype} [${own.shape}]`).toBe(`${what} ${dtype} [${wide.shape}]`);
  const [left, right] = [own.data(), wide.to(own.dtype).data()];
  const finite = Array.from(right, Number).map(Math.abs).filter(Number.isFinite);
  const within = most * units[half] * Math.max(...finite, 0);
  left.forEach((value: number | bigint, place: number) => {
    const other = right[place];
    if (value === other || (Number.isNaN(value) && Number.isNaN(other))) return;
    if (Math.abs(Number(value) - Number(other)) <= within) return;
    expect.fail(`${what}, element ${place}: ${value} is not ${other}\n${own}\n${wide}`);
  });
}

/** Decompositions need more digits, and refuse 16 bits as PyTorch does: see linalgErrors.test.ts. */
const refused = (row: string) => row.startsWith('linalg.') && row !== 'linalg.matrixExp';

const called = [...readOpCases()].flatMap(([row, cases]) => {
  const call = samples[row];
  // A neighbour of 16 bits is no neighbour of 32.
  if (row.startsWith('nextafter')) return [];
  const own = cases.filter(isFloat32);
  return typeof call === 'function' && own.length > 0 && !refused(row) ? [{ row, call, own }] : [];
});

describe.each(called)('$row', ({ call, own }) => {
  test.each(['float16', 'bfloat16'] as const)('of %s is float32’s, rounded', (half) => {
    own.forEach((given, position) => {
      const [outputs, gradients] = run(call, given, half, half);
      const [wide, wideGradients] = run(call, given, half, 'float32');
      outputs.forEach((output, which) => {
        // Most are equal. What several kernels make, one after the other, is rounded more than once.
        expectRounded(output!, wide[which]!, half, 2, `case ${position}, output ${which}`);
      });
      gradients.forEach((gradient, which) => {
        const other = wideGradients[which];
        if (gradient === null || other === null) expect(gradient).toBe(other);
        // A rule can use the output, which was rounded.
        else expectRounded(gradient, other, half, 8, `case ${position}, gradient ${which}`);
      });
    });
  });
});
