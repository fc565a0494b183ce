/** Matrices of derivatives (torch.autograd.functional). */
import { zeros } from '../ops/creation';
import { stack } from '../ops/join';
import type { Tensor } from '../tensor/tensor';
import {
  applied,
  type FunctionalOptions,
  given,
  gradients,
  inForm,
  listOf,
  type Mapping,
  prepared,
  requireScalar,
  type Tensors,
} from './functional';
import { enableGrad } from './mode';

/** By output, then by input: one tensor where there is one of each. */
export type Jacobian<O extends Tensors, I extends Tensors> = O extends Tensor
  ? I extends Tensor
    ? Tensor
    : Tensor[]
  : I extends Tensor
    ? Tensor[]
    : Tensor[][];
/** By input and by input. */
export type Hessian<I extends Tensors> = I extends Tensor ? Tensor : Tensor[][];

/**
 * The derivatives of all elements of `fn(...inputs)` by all elements of the inputs (torch.autograd.functional.jacobian):
 * of an output [m, n] by an input [k], a tensor [m, n, k]. One backward pass for each element of the outputs.
 */
export function jacobian<I extends Tensors, O extends Tensors>(
  fn: Mapping<O>,
  inputs: I,
  options: FunctionalOptions = {},
): Jacobian<O, I> {
  return matrix('jacobian', fn, inputs, options);
}

/**
 * The second derivatives of the scalar `fn(...inputs)` (torch.autograd.functional.hessian): of inputs [k] and [l], a
 * tensor [k, l] at their places in an array of arrays.
 */
export function hessian<I extends Tensors>(
  fn: Mapping<Tensors>,
  inputs: I,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): Hessian<I> {
  const slopes = (...from: Tensor[]): Tensor[] => {
    const output = requireScalar('hessian', applied('hessian', fn, from, strict));
    const one = zeros(output.shape, { dtype: output.dtype }).add(1);
    return gradients('hessian', [output], from, [one], { createGraph: true, strict });
  };
  const all = matrix('hessian', slopes, listOf(inputs), { createGraph, strict });
  const rows = all.map((row) => inForm(inputs, row));
  return inForm(inputs, rows as Tensor[]) as unknown as Hessian<I>;
}

function matrix<I extends Tensors, O extends Tensors>(
  op: string,
  fn: Mapping<O>,
  inputs: I,
  { createGraph = false, strict = false }: FunctionalOptions,
): Jacobian<O, I> {
  return enableGrad(() => {
    const from = prepared(op, inputs, createGraph);
    const outputs = applied(op, fn, from, strict);
    const rows = listOf(outputs).map((output) => {
      const slopes = ofElements(op, output, from, { createGraph, strict });
      return inForm(inputs, given(slopes, createGraph));
    });
    return inForm(outputs, rows as Tensor[]) as Jacobian<O, I>;
  });
}

/** By input, the derivatives of every element of `output`: the shape of the output, then that of the input. */
function ofElements(
  op: string,
  output: Tensor,
  inputs: readonly Tensor[],
  checks: { readonly createGraph: boolean; readonly strict: boolean },
): Tensor[] {
  const flat = output.reshape(-1);
  const rows = Array.from({ length: flat.numel() }, (_, element) => {
    const one = zeros(flat.shape, { dtype: flat.dtype });
    one.select(0, element).fill_(1);
    return gradients(op, [flat], inputs, [one], checks);
  });
  return inputs.map((input, position) => {
    const shape = [...output.shape, ...input.shape];
    if (rows.length === 0) return zeros(shape, { dtype: input.dtype });
    return stack(rows.map((row) => row[position])).reshape(shape);
  });
}
