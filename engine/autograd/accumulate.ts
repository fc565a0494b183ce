/** Gradients at their goal. */

import { rememberField } from '../history/changes';
import { detects, gradientArrived } from '../history/detection';
import { fail, shapeText } from '../tensor/errors';
import { enterScope, leaveScope } from '../tensor/scope';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { autogradOf } from './meta';
import type { GradientHook } from './node';

/** Adds a gradient to `grad` of a leaf. `given`: nobody else has the gradient, so it need not be copied. */
export function accumulate(leaf: Tensor, grad: Tensor, given: boolean, createGraph: boolean): void {
  const autograd = autogradOf(leaf);
  const before = autograd.grad;
  const version = before?.version ?? 0;
  rememberField(autograd, 'grad');
  if (before === null) {
    const alone =
      given && !createGraph && grad.base === null && grad.storage.holders === 1 && grad.isContiguous();
    autograd.grad = alone ? grad : grad.clone();
  } else if (createGraph) {
    autograd.grad = before.add(grad);
  } else {
    before.add_(grad);
  }
  autograd.grad!.kept = true;
  if (detects()) gradientArrived(leaf, before && { tensor: before, version });
  for (const hook of [...(autograd.leafHooks ?? [])]) unscoped(() => hook(leaf));
}

/** What a hook makes is its own, and no temporary of the walk. */
export function unscoped<R>(fn: () => R): R {
  const scope = enterScope(null);
  try {
    return fn();
  } finally {
    leaveScope(scope);
  }
}

/** The gradient after the hooks of its tensor have seen it, in the order of their registration. */
export function hooked(hooks: readonly GradientHook[] | null, arrived: Tensor): Tensor {
  let grad = arrived;
  if (hooks === null || hooks.length === 0) return arrived;
  // A hook can remove itself, or others.
  for (const hook of [...hooks]) {
    const given = grad;
    given.kept = true;
    const replaced = unscoped(() => hook(given));
    if (replaced === undefined || replaced === null) continue;
    if (!sameShape(replaced.shape, grad.shape)) {
      const shapes = `${shapeText(replaced.shape)} for ${shapeText(grad.shape)}`;
      fail('registerHook', 'the hook gave a gradient of another shape', shapes, 'give one of the same shape');
    }
    grad = replaced;
  }
  return grad;
}
