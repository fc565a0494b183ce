/** Sums of products by Einstein's convention. */
import { fail, shapeText } from '../tensor/errors';
import { elements, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { type EinsumLabel, type Equation, equationOf } from './einsumEquation';
import { matmul } from './matmul';

/** A tensor whose axes have the names `labels`, each once. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

function axesOf({ labels }: Labelled, names: readonly string[]): number[] {
  return names.map((name) => labels.indexOf(name));
}

function sizesOf({ tensor }: Labelled, axes: readonly number[]): Shape {
  return axes.map((axis) => tensor.shape[axis]);
}

/** Makes one axis of each label that comes several times: the diagonal. */
function diagonal(equation: string, { tensor, labels }: Labelled): Labelled {
  const repeated = labels.find((label, axis) => labels.indexOf(label) !== axis);
  if (repeated === undefined) return { tensor, labels };
  const [first, second] = labels.flatMap((label, axis) => (label === repeated ? [axis] : []));
  const size = tensor.shape[first];
  if (tensor.shape[second] !== size) {
    fail(
      'einsum',
      `the axes of "${repeated}", which comes twice in one operand, differ in size`,
      `${shapeText(tensor.shape)} in "${equation}"`,
      'use another letter for one of them',
    );
  }
  const others = labels.filter((_, axis) => axis !== first && axis !== second);
  return diagonal(equation, { tensor: tensor.diagonal(0, first, second), labels: [...others, repeated] });
}

/** Summed over the axes that neither the result nor another operand has. */
function summed(operand: Labelled, kept: ReadonlySet<string>): Labelled {
  const axes = operand.labels.flatMap((label, axis) => (kept.has(label) ? [] : [axis]));
  if (axes.length === 0) return operand;
  return { tensor: operand.tensor.sum(axes), labels: operand.labels.filter((label) => kept.has(label)) };
}

/** Axes of size 1 repeated to the size that the other operand has. */
function widened(operand: Labelled, other: Labelled): Labelled {
  const shape = operand.labels.map((label, axis) => {
    const its = other.labels.indexOf(label);
    const own = operand.tensor.shape[axis];
    return own === 1 && its >= 0 ? other.tensor.shape[its] : own;
  });
  return { tensor: operand.tensor.expand(shape), labels: operand.labels };
}

/** The product of two operands, summed over what is not kept: one product of batches of matrices. */
function contracted(left: Labelled, right: Labelled, kept: ReadonlySet<string>): Labelled {
  const reaches = (other: Labelled) => new Set([...kept, ...other.labels]);
  const ownPart = summed(left, reaches(right));
  const itsPart = summed(right, reaches(left));
  const [a, b] = [widened(ownPart, itsPart), widened(itsPart, ownPart)];
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const seen = (operand: Labelled, ...parts: readonly (readonly string[])[]) => {
    const axes = parts.map((part) => axesOf(operand, part));
    const [front, ...back] = axes.map((part) => sizesOf(operand, part));
    return operand.tensor.permute(axes.flat()).reshape([...front, ...back.map(elements)]);
  };
  const shape = [...sizesOf(a, axesOf(a, [...batch, ...rows])), ...sizesOf(b, axesOf(b, columns))];
  if (inner.length === 0) {
    const [own, its] = [seen(a, batch, rows), seen(b, batch, columns)];
    return { tensor: own.unsqueeze(-1).mul(its.unsqueeze(-2)).reshape(shape), labels };
  }
  const product = matmul(seen(a, batch, rows, inner), seen(b, batch, inner, columns));
  return { tensor: product.reshape(shape), labels };
}

/** How many elements the product of two operands has. */
function productSize(left: Labelled, right: Labelled, kept: ReadonlySet<string>): number {
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of [left, right]) {
    labels.forEach((label, axis) => {
      if (kept.has(label)) sizes.set(label, Math.max(sizes.get(label) ?? 1, tensor.shape[axis]));
    });
  }
  return elements([...sizes.values()]);
}

/** The labels of the result and of all operands but two. */
function keptBeside(
  operands: readonly Labelled[],
  output: readonly string[],
  i: number,
  j: number,
): Set<string> {
  return new Set([...output, ...operands.flatMap(({ labels }, k) => (k === i || k === j ? [] : labels))]);
}

/** Multiplies two at a time, always those whose product is the smallest. */
function contractAll(given: readonly Labelled[], output: readonly string[]): Labelled {
  let operands = given;
  while (operands.length > 1) {
    let best = { size: Infinity, i: 0, j: 1 };
    for (let i = 0; i < operands.length; i++) {
      for (let j = i + 1; j < operands.length; j++) {
        const size = productSize(operands[i], operands[j], keptBeside(operands, output, i, j));
        if (size < best.size) best = { size, i, j };
      }
    }
    const { i, j } = best;
    const product = contracted(operands[i], operands[j], keptBeside(operands, output, i, j));
    operands = operands.flatMap((operand, k) => (k === i ? [product] : k === j ? [] : [operand]));
  }
  return summed(operands[0], new Set(output));
}

/** Sizes that a label has must be equal, or 1. */
function checkSizes({ text, operands }: Equation, labelled: readonly Labelled[]): void {
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of labelled) {
    labels.forEach((label, axis) => {
      const [size, before] = [tensor.shape[axis], sizes.get(label) ?? 1];
      if (size !== 1 && before !== 1 && size !== before) {
        fail(
          'einsum',
          `"${label}" has the sizes ${before} and ${size}`,
          `${operands.map(({ shape }) => shapeText(shape)).join(', ')} in "${text}"`,
          'sizes of a letter must be equal, or 1',
        );
      }
      sizes.set(label, Math.max(size, before));
      if (size === 0) sizes.set(label, 0);
    });
  }
}

function run(equation: Equation): Tensor {
  const { text, operands, terms, output } = equation;
  const whole = operands.map((tensor, position) => ({ tensor, labels: terms[position] }));
  const labelled = whole.map((operand) => diagonal(text, operand));
  checkSizes(equation, labelled);
  const result = contractAll(labelled, output);
  return result.tensor.permute(axesOf(result, output));
}

/**
 * A sum of products by Einstein's convention (torch.einsum): `einsum('bij,bjk->bik', x, y)`. Every letter names an
 * axis; letters that the result lacks are summed over; a letter that comes twice in one operand takes its diagonal;
 * `...` stands for axes that are broadcast. Without `->`, the result has those of `...` and then, in alphabetical
 * order, the letters that come once.
 *
 * Labels can also be lists of integers from 0 to 51 and `'...'` behind their operand, and one last for the result:
 * `einsum(x, [0, 1], y, [1, 2], [0, 2])`.
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor;
export function einsum(...operandsAndLabels: readonly (Tensor | readonly EinsumLabel[])[]): Tensor;
export function einsum(...given: readonly (string | Tensor | readonly EinsumLabel[])[]): Tensor {
  // torch: operands can come in one list too.
  const flat = typeof given[0] === 'string' && Array.isArray(given[1]) && given[1][0] instanceof Tensor;
  return run(equationOf(flat ? [given[0], ...(given[1] as unknown as Tensor[])] : given));
}
