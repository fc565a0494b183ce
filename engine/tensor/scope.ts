/** Scopes that give memory back at their end: `tidy`, and the backward walk for the temporaries of a rule. */
import { fail } from './errors';
import type { Tensor } from './tensor';

/** Tensors made in the innermost scope; null where there is none. */
let made: Tensor[] | null = null;

/** Called for every tensor. */
export function madeTensor(tensor: Tensor): void {
  made?.push(tensor);
}

/** Starts a scope, or with null a place without; gives the one before it, which {@link leaveScope} wants back. */
export function enterScope(scope: Tensor[] | null): Tensor[] | null {
  const outer = made;
  made = scope;
  return outer;
}

export function leaveScope(outer: Tensor[] | null): void {
  made = outer;
}

/** Takes a tensor out of every scope: it lives until it is disposed or nothing refers to it. Returns it. */
export function keep<T extends Tensor>(tensor: T): T {
  tensor.kept = true;
  return tensor;
}

/**
 * Runs `fn` and gives back at once the memory of every tensor made in it, but for those that it returns (also in
 * arrays and objects), parameters and other leaves that require a gradient, gradients of leaves, the state of
 * optimizers, tensors whose memory a graph, a view or a returned tensor still needs, and what `keep` was called
 * for. Loops need no `tidy` to hold a bounded amount of memory; with it the bound is exact. `fn` is synchronous.
 */
export function tidy<R>(fn: () => R): R {
  const scope: Tensor[] = [];
  const outer = enterScope(scope);
  let result: R;
  try {
    result = fn();
  } catch (error) {
    leaveScope(outer);
    for (const tensor of scope) if (!tensor.kept) tensor.dispose();
    throw error;
  }
  leaveScope(outer);
  if (result instanceof Promise) {
    fail('tidy', 'the function is async', 'it gave a promise', 'tidy() the synchronous parts of it');
  }
  const returned = new Set<object>();
  gather(result, returned);
  for (const tensor of scope) {
    const isParameter = tensor.requiresGrad && tensor.isLeaf;
    if (tensor.kept || isParameter) continue;
    // What leaves this scope belongs to the one around it.
    if (returned.has(tensor)) outer?.push(tensor);
    else tensor.dispose();
  }
  return result;
}

/** Every object that can be reached from `value` through arrays, maps, sets and plain fields. */
function gather(value: unknown, found: Set<object>): void {
  if (typeof value !== 'object' || value === null || found.has(value)) return;
  found.add(value);
  if (ArrayBuffer.isView(value) || 'storage' in value) return;
  if (value instanceof Map || value instanceof Set) for (const entry of value) gather(entry, found);
  for (const entry of Object.values(value)) gather(entry, found);
}
