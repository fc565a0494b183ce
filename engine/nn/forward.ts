import { context, withModule } from '../ops/context';
import { applyWithHooks } from './hooks';
import type { Module } from './module';
import { pathOf } from './path';
import { nameTree } from './tree';

type Forward = (this: Module, ...inputs: unknown[]) => unknown;

/** The functions that wrap a `forward`, so that none is wrapped twice. */
const wrappers = new WeakSet<Forward>();
/** Prototypes whose whole chain is wrapped. */
const seen = new WeakSet<object>();

/** Wraps the `forward` methods of a class and of those that it extends, up to `base`. Once a class. */
export function wrapMethods(prototype: object, base: object): void {
  if (seen.has(prototype)) return;
  seen.add(prototype);
  for (let owner = prototype; owner !== base && owner !== null; owner = Object.getPrototypeOf(owner)) {
    const forward = Object.getOwnPropertyDescriptor(owner, 'forward');
    if (typeof forward?.value === 'function' && !wrappers.has(forward.value)) {
      Object.defineProperty(owner, 'forward', { ...forward, value: wrap(forward.value) });
    }
  }
}

/** Wraps a `forward` that is a field of one module: `forward = (x) => …`, or one put there later. */
export function wrapField(module: Module): void {
  const forward = Object.getOwnPropertyDescriptor(module, 'forward');
  if (typeof forward?.value !== 'function' || wrappers.has(forward.value)) return;
  Object.defineProperty(module, 'forward', { ...forward, enumerable: false, value: wrap(forward.value) });
}

function wrap(original: Forward): Forward {
  const wrapped: Forward = function forward(this: Module, ...inputs) {
    // `super.forward(x)` comes here through a class above: the module is already being applied.
    if ((this as { forward?: unknown }).forward !== wrapped) return original.apply(this, inputs);
    return apply(this, original, inputs);
  };
  wrappers.add(wrapped);
  return wrapped;
}

function apply(module: Module, original: Forward, inputs: unknown[]): unknown {
  const outermost = context.root === null;
  context.root ??= module;
  try {
    if (pathOf(module) === undefined) nameTree(context.root);
    const path = pathOf(module);
    // A module that is no field of the model, such as one made inside of `forward`, has no path of its own.
    if (path === undefined) return applyWithHooks(module, original, inputs);
    return withModule(path, () => applyWithHooks(module, original, inputs));
  } finally {
    if (outermost) context.root = null;
  }
}
