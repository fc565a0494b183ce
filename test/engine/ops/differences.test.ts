import { grad, gradcheck, gradgradcheck, manualSeed, type Tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../../../engine/ops/row';
import { samples } from './samples/index';
import { type Arguments, argumentsOf, cases, outputsOf, replaced } from './table/run';

beforeEach(() => void manualSeed(7));

const told = (names: string, why: string) => Object.fromEntries(names.split(' ').map((name) => [name, why]));
const steps = told(
  'eq_ ne_ lt_ le_ gt_ ge_ logicalAnd_ logicalOr_ logicalXor_ logicalNot_ floorDivide_ heaviside_ nextafter_',
  'steps',
);

/** Rows with a gradient rule of which no case can be compared with finite differences, and why. */
const withoutDifferences: Readonly<Record<string, string>> = {
  ...steps,
  ...told(
    'bitwiseAnd_ bitwiseOr_ bitwiseXor_ bitwiseNot_ bitwiseLeftShift_ bitwiseRightShift_ gcd_ lcm_',
    'integers',
  ),
  frexp: 'jumps at powers of 2; PyTorch’s gradients are in its golden cases',
};

const smoothOf = (row: string) => (cases.get(row) ?? []).filter(({ seed, rough }) => seed && !rough);

test('every row with a gradient has a smooth case, or a reason here', () => {
  const without = [...rows]
    .filter(([name, { rules }]) => rules !== null && typeof samples[name] === 'function')
    .map(([name]) => name)
    .filter((name) => smoothOf(name).length === 0);
  expect(without.sort()).toEqual(Object.keys(withoutDifferences).sort());
});

test.each(Object.keys(steps))('%s, which has steps, cuts off the gradient of what it overwrites', (row) => {
  const given = (cases.get(row) ?? []).map((each) =>
    argumentsOf({ ...each, seed: each.outputs[0] }, (tensor) => tensor),
  );
  const floating = given.filter(
    ({ leaves, tensors }) => leaves.length === tensors.length && leaves[0].numel() > 0,
  );
  expect(floating.length).toBeGreaterThan(0);
  for (const { args, leaves } of floating) {
    const [output] = outputsOf(row, args);
    const gradients = output.requiresGrad ? grad(output.sum(), leaves, { allowUnused: true }) : [];
    for (const gradient of gradients) expect(gradient?.abs().sum().item() ?? 0).toBe(0);
  }
});

/** All differentiable outputs as one, so that the gradient of each is looked at. */
function joined(outputs: readonly Tensor[]): Tensor {
  const [first, ...others] = outputs.filter(({ requiresGrad }) => requiresGrad);
  if (first === undefined || others.length === 0) return first ?? outputs[0];
  return others.reduce((total, each, which) => total.add(each.sum().mul(which + 2)), first);
}

/** Elements that are moved, one by one, twice each; a case of more than these is looked at only if all others are larger. */
const few = { first: 96, second: 32 };

describe.each([...cases.keys()].filter((row) => smoothOf(row).length > 0))('%s', (row) => {
  test('has the first and second gradients of finite differences', () => {
    const prepared = smoothOf(row).map((given) =>
      argumentsOf(given, (tensor) => (tensor.isFloatingPoint() ? tensor.double() : tensor)),
    );
    const size = ({ leaves }: Arguments) => leaves.reduce((sum, leaf) => sum + leaf.numel(), 0);
    prepared.sort((a, b) => size(a) - size(b));
    const smallest = prepared.find((each) => size(each) > 0);
    for (const each of prepared) {
      const { args, leaves } = each;
      const fn = (...inputs: Tensor[]) =>
        joined(outputsOf(row, replaced(args, new Map(leaves.map((leaf, which) => [leaf, inputs[which]])))));
      const within = (most: number) => each === smallest || (size(each) > 0 && size(each) <= most);
      if (within(few.first)) gradcheck(fn, leaves);
      if (within(few.second)) gradgradcheck(fn, leaves);
    }
  });
});
