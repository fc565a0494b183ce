/** What a program asks to see of gradients: hooks of tensors, and gradients of tensors that are no leaves. */
import { edgeOf } from '../ops/dispatch';
import { methods } from '../ops/methods';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { added, type RemovableHandle } from './handle';
import { autogradOf, type LeafHook } from './meta';
import { type GradientHook, type GraphNode, Leaf, type Port } from './node';

function requireGrad(op: string, input: Tensor): void {
  if (input.requiresGrad) return;
  const what = `${input.dtype} ${shapeText(input.shape)}`;
  fail(op, 'the tensor does not require grad', what, 'set requiresGrad first');
}

/** Keeps the gradient of a tensor that is no leaf in its `grad` (torch.Tensor.retain_grad). */
export function retainGrad(input: Tensor): void {
  requireGrad('retainGrad', input);
  const edge = edgeOf(input);
  if (edge === null || edge instanceof Leaf) return;
  edge.retains ??= [];
  if (!edge.retains.includes(input)) edge.retains.push(input);
}

/**
 * Calls `hook` with the gradient of this tensor whenever one is computed; the hook may give another in its place
 * (torch.Tensor.register_hook). It must not write to the gradient that it is given.
 */
export function registerHook(input: Tensor, hook: GradientHook): RemovableHandle {
  requireGrad('registerHook', input);
  const edge = edgeOf(input) as GraphNode | Port | Leaf;
  edge.hooks ??= [];
  return added(edge.hooks, hook);
}

/**
 * Calls `hook` with this leaf whenever a backward pass has added to its `grad`
 * (torch.Tensor.register_post_accumulate_grad_hook): an optimizer step can be made there.
 */
export function registerPostAccumulateGradHook(input: Tensor, hook: LeafHook): RemovableHandle {
  requireGrad('registerPostAccumulateGradHook', input);
  if (!input.isLeaf) {
    fail(
      'registerPostAccumulateGradHook',
      'the tensor is no leaf',
      `made by ${input.gradFn?.name}`,
      'use registerHook(), or a parameter',
    );
  }
  const autograd = autogradOf(input);
  autograd.leafHooks ??= [];
  return added(autograd.leafHooks, hook);
}

methods({ retainGrad, registerHook, registerPostAccumulateGradHook });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Keeps the gradient of a tensor that is no leaf in its `grad`. */
    retainGrad(): void;
    /** Calls `hook` with the gradient of this tensor; it may give another. */
    registerHook(hook: GradientHook): RemovableHandle;
    /** Calls `hook` with this leaf whenever a backward pass has added to its `grad`. */
    registerPostAccumulateGradHook(hook: LeafHook): RemovableHandle;
  }
}
