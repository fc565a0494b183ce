import { noGrad } from '../autograd/mode';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import { Tensor } from '../tensor/tensor';
import { Module } from './module';
import { Parameter } from './parameter';

/**
 * A module of the same class with copies of all parameters, buffers and modules inside (Python: copy.deepcopy); what
 * is in two places stays one. Other fields and hooks are shared. The class's constructor does not run, so a class
 * with #private fields of its own cannot be copied this way.
 */
export function copyModule<M extends Module>(module: M): M {
  return copyOf(module, new Map()) as M;
}

function copyOf(value: unknown, copies: Map<object, object>): unknown {
  if (!(value instanceof Module || value instanceof Tensor)) return value;
  const known = copies.get(value);
  if (known) return known;
  if (value instanceof Tensor) {
    const data = noGrad(() => keep(value.detach().clone()));
    const copy =
      value instanceof Parameter ? new Parameter(data, { requiresGrad: value.requiresGrad }) : data;
    copies.set(value, copy);
    return copy;
  }
  const type = value.constructor;
  if (Object.hasOwn(value, 'forward')) {
    const remedy = 'write it as a method, or make the second model with `new`';
    fail('copyModule', 'a forward that is a field belongs to one module', type.name, remedy);
  }
  const copy = Reflect.construct(Module, [], type) as Module;
  copies.set(value, copy);
  for (const [name, field] of Object.entries(value)) {
    const buffer = value.bufferNames.get(name);
    const copied = copyOf(field, copies);
    if (buffer) copy.registerBuffer(name, copied as Tensor | null, buffer.persistent);
    else Object.assign(copy, { [name]: copied });
  }
  // Computed tensors, such as a parametrized weight, are not enumerable: they are computed from the copies.
  for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (field.get && !field.enumerable) Object.defineProperty(copy, name, field);
  }
  const { beforeForward, afterForward, beforeBackward, afterBackward } = value.moduleHooks;
  copy.moduleHooks.beforeForward.push(...beforeForward);
  copy.moduleHooks.afterForward.push(...afterForward);
  copy.moduleHooks.beforeBackward.push(...beforeBackward);
  copy.moduleHooks.afterBackward.push(...afterBackward);
  return copy;
}
