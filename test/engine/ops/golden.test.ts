import { grad, manualSeed, OpError, type Tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../../../engine/ops/row';
import { type OpCase, unpack } from '../../golden/read';
import { expectClose } from './close';
import { target } from './samples/call';
import { composites, samples } from './samples/index';
import { type Layout, layouts } from './table/layouts';
import { argumentsOf, cases, outputsOf, replaced } from './table/run';

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

/** What PyTorch gives, read once for all layouts. */
interface Expected {
  readonly outputs: readonly Tensor[];
  readonly seed: Tensor | null;
  readonly gradients: readonly (Tensor | null)[];
}

function expectedOf({ outputs, seed, gradients }: OpCase): Expected {
  return {
    outputs: outputs.map(unpack),
    seed: seed ? unpack(seed) : null,
    gradients: (gradients ?? []).map((each) => each && unpack(each)),
  };
}

describe.each([...cases.keys()])('%s', (row) => {
  const own = cases.get(row) as readonly OpCase[];

  test('gives PyTorch’s results and gradients, however its operands lie in memory', () => {
    for (const [position, given] of own.entries()) {
      const expected = expectedOf(given);
      for (const [layout, lay] of Object.entries(layouts)) {
        expectGolden(row, given, expected, lay, `case ${position} ${layout}`);
      }
    }
  });

  test('gives with an operand of repeated elements what it gives with a copy of it', () => {
    for (const [position, given] of own.slice(0, 4).entries())
      expectSameOfExpanded(row, given, `case ${position}`);
  });
});

function expectGolden(row: string, given: OpCase, expected: Expected, lay: Layout, what: string): void {
  let laid = lay === layouts['row-major'];
  const { args, leaves } = argumentsOf(given, (tensor) => {
    const other = lay(tensor);
    laid ||= other !== tensor;
    return other;
  });
  if (!laid) return;
  target.lay = lay;
  const outputs = outputsOf(row, args);
  target.lay = layouts['row-major'];
  expect(outputs.length, what).toBe(expected.outputs.length);
  for (const [which, output] of outputs.entries()) {
    expectClose(output, expected.outputs[which], `${what}, output ${which}`, !given.rounds);
  }
  if (expected.seed === null) return;
  const found = grad(outputs[0], leaves, { gradOutputs: expected.seed, allowUnused: true });
  found.forEach((gradient, which) => {
    const slope = expected.gradients[which] ?? null;
    // PyTorch gives zeros where there is no slope; a rule may give nothing instead.
    if (slope === null) expect(gradient?.numel() ? `${gradient}` : null).toBeNull();
    else expectClose(gradient ?? leaves[which].detach().mul(0), slope, `${what}, gradient ${which}`);
  });
}

/** The results and the gradients by all leaves; or the error. */
function outcome(
  row: string,
  args: readonly unknown[],
  leaves: readonly Tensor[],
): readonly (Tensor | null)[] | string {
  manualSeed(7);
  try {
    const outputs = outputsOf(row, args);
    if (!outputs[0].requiresGrad) return outputs;
    const gradOutputs = outputs[0].detach().mul(0).add(1);
    return [...outputs, ...grad(outputs[0], leaves, { gradOutputs, allowUnused: true })];
  } catch (error) {
    if (error instanceof OpError) return error.message;
    throw error;
  }
}

function expectSameOfExpanded(row: string, given: OpCase, what: string): void {
  const { args, leaves, tensors } = argumentsOf(given, (tensor) => tensor);
  for (const [position, tensor] of tensors.entries()) {
    const axis = tensor.shape.findIndex((size) => size > 1);
    if (axis < 0 || tensor.numel() === 0) continue;
    const repeats = tensor.detach().narrow(axis, 0, 1).expand(tensor.shape);
    const [left, right] = [repeats.detach(), repeats.contiguous()].map((other) => {
      if (leaves.includes(tensor)) other.requiresGrad_();
      const swap = (each: Tensor) => (each === tensor ? other : each);
      return outcome(row, replaced(args, new Map([[tensor, other]])), leaves.map(swap));
    });
    if (typeof left === 'string' || typeof right === 'string') {
      expect(left, what).toBe(right);
      continue;
    }
    left.forEach((each, which) => {
      const other = right[which];
      if (each === null || other === null) expect([each, other].filter(Boolean).length).toBe(0);
      else expectClose(each, other, `${what}, operand ${position}, result ${which}`, true);
    });
  }
}
