/** Which axes of operands do not go together, and which dtypes: what stands beside the error of an op. */
import type { DType } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';

/** A tensor in the role that it has for the op. */
export interface Operand {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Pairs of axes that must be of one size: those of the first operand and of the second. */
type Rule = (first: Shape, second: Shape) => readonly (readonly [number, number])[];

/** The last axis of the left side, the last but one of the right. */
const product: Rule = (left, right) => [[left.length - 1, Math.max(right.length - 2, 0)]];
/** Features, or channels, are the second axis of the weight. */
const linear: Rule = (input) => [[input.length - 1, 1]];
const convolution: Rule = () => [[1, 1]];
const rows: Rule = () => [[0, 0]];
const all: Rule = (first) => first.map((_, axis) => [axis, axis]);

const rules: Readonly<Record<string, Rule>> = {
  matmul: product,
  mm: product,
  bmm: product,
  dot: product,
  linear,
  conv1d: convolution,
  conv2d: convolution,
  conv3d: convolution,
  crossEntropy: rows,
  nllLoss: rows,
  cat: all,
  stack: all,
};

/** Axes are aligned from the last; one of size 1 goes with any. */
const broadcasting: Rule = (first, second) =>
  Array.from({ length: Math.min(first.length, second.length) }, (_, back): [number, number] => [
    first.length - 1 - back,
    second.length - 1 - back,
  ]).filter(([one, other]) => first[one] !== 1 && second[other] !== 1);

/** A sentence for each axis of the first operand that disagrees with another operand; else for dtypes that differ. */
export function disagreements(op: string, operands: readonly Operand[]): string[] {
  const [first, ...others] = operands;
  if (first === undefined) return [];
  const rule = rules[op] ?? broadcasting;
  // A rule of its own is between the first two, but for joining.
  const compared = rule === all || rule === broadcasting ? others : others.slice(0, 1);
  const axes = compared.flatMap((other) =>
    rule(first.shape, other.shape).flatMap(([one, two]) => {
      const [size, expected] = [first.shape[one], other.shape[two]];
      if (size === undefined || expected === undefined || size === expected) return [];
      return `axis ${one} of ${first.name} is ${size}, axis ${two} of ${other.name} is ${expected}`;
    }),
  );
  if (axes.length > 0) return axes;
  const differing = others.filter(({ dtype }) => dtype !== first.dtype);
  return differing.map(({ name, dtype }) => `${first.name} is ${first.dtype}, ${name} is ${dtype}`);
}
