import { grad, gradcheck, gradgradcheck, manualSeed, Tensor, zeros } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../../../engine/ops/row';
import { isPackedTensor, type OpCase, type PackedArgument, readOpCases, unpack } from '../../golden/read';
import { expectClose } from './close';
import { composites, samples } from './samples/index';

const cases = readOpCases();

/** The same elements in another memory layout. */
const layouts: Readonly<Record<string, (tensor: Tensor) => Tensor>> = {
  'row-major': (tensor) => tensor,
  transposed: (tensor) => {
    const order = tensor.shape.map((_, axis) => tensor.ndim - 1 - axis);
    return tensor.permute(order).contiguous().permute(order);
  },
  sliced: (tensor) => {
    if (tensor.ndim === 0) return tensor;
    const room = zeros(
      tensor.shape.map((size) => 2 * size + 3),
      { dtype: tensor.dtype },
    );
    const part = tensor.shape.reduce((view, size, axis) => view.slice(axis, 1, 1 + 2 * size, 2), room);
    return part.copy_(tensor);
  },
};

/** Arguments of a case; floating tensors are leaves if the case has gradients. */
function argumentsOf(
  given: OpCase,
  prepare: (tensor: Tensor) => Tensor,
): { args: unknown[]; leaves: Tensor[] } {
  const leaves: Tensor[] = [];
  const unpacked = (value: PackedArgument): unknown => {
    if (Array.isArray(value) && value.some(isPackedTensor)) return value.map(unpacked);
    if (!isPackedTensor(value))
      return value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value;
    const tensor = prepare(unpack(value)).detach();
    if (!given.seed || !tensor.isFloatingPoint()) return tensor;
    leaves.push(tensor.requiresGrad_());
    return tensor;
  };
  return { args: given.args.map(unpacked), leaves };
}

function callOf(row: string) {
  const call = samples[row] ?? composites[row];
  if (typeof call !== 'function') throw new Error(`${row} is not called here`);
  return call;
}

function firstOf(result: Tensor | readonly Tensor[]): Tensor {
  return result instanceof Tensor ? result : result[0];
}

beforeEach(() => void manualSeed(7));

describe('the op table', () => {
  test('has samples for every row, and no samples without a row', () => {
    expect(Object.keys(samples).sort()).toEqual([...rows.keys()].sort());
  });

  test('has no row for a function that is made of recorded ops', () => {
    expect(Object.keys(composites).filter((name) => rows.has(name))).toEqual([]);
  });

  test('has golden cases for every row and function that is called here', () => {
    const called = Object.entries({ ...samples, ...composites }).filter(
      ([, call]) => typeof call === 'function',
    );
    expect(called.map(([name]) => name).filter((name) => !cases.has(name))).toEqual([]);
  });
});

describe.each([...cases.keys()])('%s', (row) => {
  const own = cases.get(row) as readonly OpCase[];

  test.each(Object.keys(layouts))('gives PyTorch’s results and gradients for %s operands', (layout) => {
    own.forEach((given, position) => {
      const { args, leaves } = argumentsOf(given, layouts[layout]);
      const result = callOf(row)(...args);
      const outputs = result instanceof Tensor ? [result] : result;
      const what = `case ${position}`;
      expect(outputs.length, what).toBe(given.outputs.length);
      for (const [which, output] of outputs.entries()) {
        expectClose(output, given.outputs[which], `${what}, output ${which}`, !given.rounds);
      }
      if (!given.seed) return;
      const found = grad(outputs[0], leaves, { gradOutputs: unpack(given.seed), allowUnused: true });
      found.forEach((gradient, which) => {
        const expected = given.gradients?.[which] ?? null;
        // PyTorch gives zeros where there is no slope; a rule may give nothing instead.
        if (expected === null) expect(gradient === null ? null : `${gradient}`).toBeNull();
        else expectClose(gradient ?? leaves[which].detach().mul(0), expected, `${what}, gradient ${which}`);
      });
    });
  });

  const smooth = own.filter(({ seed, rough }) => seed && !rough);
  if (smooth.length === 0) return;
  test('has the first and second gradients of finite differences', () => {
    for (const given of smooth) {
      const { args, leaves } = argumentsOf(given, (tensor) =>
        tensor.isFloatingPoint() ? tensor.double() : tensor,
      );
      const fn = (...inputs: Tensor[]) => {
        let next = 0;
        const filled = (value: unknown): unknown => {
          if (Array.isArray(value) && value.some((each) => each instanceof Tensor)) return value.map(filled);
          return leaves.includes(value as Tensor) ? inputs[next++] : value;
        };
        return firstOf(callOf(row)(...args.map(filled)));
      };
      gradcheck(fn, leaves);
      gradgradcheck(fn, leaves);
    }
  });
});
