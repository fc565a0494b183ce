/** Products of derivatives with vectors (torch.autograd.functional). */
import { zerosLike } from '../ops/creation';
import type { Tensor } from '../tensor/tensor';
import {
  applied,
  type FunctionalOptions,
  given,
  gradients,
  type InForm,
  inForm,
  listOf,
  type Mapping,
  prepared,
  requireScalar,
  type Tensors,
  vectorsFor,
} from './functional';
import { enableGrad } from './mode';

/**
 * What `fn(...inputs)` gives, and vᵀJ: by each input, the gradient when those of the outputs are `v`
 * (torch.autograd.functional.vjp). `v` has the shapes of the outputs; null for one output of one element.
 */
export function vjp<I extends Tensors, O extends Tensors>(
  fn: Mapping<O>,
  inputs: I,
  v: Tensors | null = null,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): [InForm<O>, InForm<I>] {
  return enableGrad(() => {
    const from = prepared('vjp', inputs, createGraph);
    const outputs = applied('vjp', fn, from, strict);
    const list = listOf(outputs);
    const products = gradients('vjp', list, from, vectorsFor('vjp', v, list, 'output'), {
      createGraph,
      strict,
    });
    return [inForm(outputs, given(list, createGraph)), inForm(inputs, given(products, createGraph))];
  });
}

/**
 * What `fn(...inputs)` gives, and Jv: by each output, how it changes when the inputs change along `v`
 * (torch.autograd.functional.jvp). `v` has the shapes of the inputs; null for one input of one element. Found as the
 * gradient of vᵀJ by its v: two backward passes, and no forward mode.
 */
export function jvp<I extends Tensors, O extends Tensors>(
  fn: Mapping<O>,
  inputs: I,
  v: Tensors | null = null,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): [InForm<O>, InForm<O>] {
  return enableGrad(() => {
    const from = prepared('jvp', inputs, createGraph);
    const vectors = vectorsFor('jvp', v, from, 'input');
    const outputs = applied('jvp', fn, from, strict);
    const list = listOf(outputs);
    const products = forwards('jvp', list, from, vectors, { createGraph, strict });
    return [inForm(outputs, given(list, createGraph)), inForm(outputs, given(products, createGraph))];
  });
}

type Checks = { readonly createGraph: boolean; readonly strict: boolean };

/** Jv, through gradients that are linear in the gradients of the outputs. */
function forwards(
  op: string,
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  vectors: readonly Tensor[],
  checks: Checks,
): Tensor[] {
  const probes = outputs.map((output) => zerosLike(output.detach()).requiresGrad_());
  const linear = gradients(op, outputs, inputs, probes, { ...checks, createGraph: true });
  return gradients(op, linear, probes, vectors, { ...checks, strict: false });
}

/**
 * What the scalar `fn(...inputs)` gives, and vᵀH by each input: the product of `v`, of the shapes of the inputs, with
 * the Hessian (torch.autograd.functional.vhp). Cheaper than {@link hvp}, and the same for a smooth function.
 */
export function vhp<I extends Tensors>(
  fn: Mapping<Tensors>,
  inputs: I,
  v: Tensors | null = null,
  options: FunctionalOptions = {},
): [Tensor, InForm<I>] {
  return hessianProduct('vhp', fn, inputs, v, options);
}

/**
 * What the scalar `fn(...inputs)` gives, and Hv by each input (torch.autograd.functional.hvp); see {@link vhp}.
 */
export function hvp<I extends Tensors>(
  fn: Mapping<Tensors>,
  inputs: I,
  v: Tensors | null = null,
  options: FunctionalOptions = {},
): [Tensor, InForm<I>] {
  return hessianProduct('hvp', fn, inputs, v, options);
}

function hessianProduct<I extends Tensors>(
  op: 'hvp' | 'vhp',
  fn: Mapping<Tensors>,
  inputs: I,
  v: Tensors | null,
  { createGraph = false, strict = false }: FunctionalOptions,
): [Tensor, InForm<I>] {
  return enableGrad(() => {
    const from = prepared(op, inputs, createGraph);
    const vectors = vectorsFor(op, v, from, 'input');
    const output = requireScalar(op, applied(op, fn, from, strict));
    const first = gradients(op, [output], from, vectorsFor(op, null, [output], 'output'), {
      createGraph: true,
      strict,
    });
    const products =
      op === 'vhp'
        ? gradients(op, first, from, vectors, { createGraph, strict })
        : forwards(op, first, from, vectors, { createGraph, strict });
    return [given([output], createGraph)[0], inForm(inputs, given(products, createGraph))];
  });
}
