/** The values of names that stand in the source, as far as they can be read without running anything. */
import { types } from 'node:util';
import { Tensor } from '../../tensor/tensor';
import { asView } from './view';

/** The tensors and numbers that names (`x`, `this.fc1.weight`) mean, where `roots` are the values of their first parts. */
export function inlineView(names: readonly string[], ...roots: readonly unknown[]): object {
  return asView(
    names.flatMap((name, index): [string, unknown][] => {
      const value = name
        .split('.')
        .slice(1)
        .reduce((owner, key) => member(owner, key), roots[index]);
      const isShown = value instanceof Tensor ? !value.isDisposed : typeof value === 'number';
      return isShown ? [[name, value]] : [];
    }),
  );
}

/** A field; getters are not run. */
function member(owner: unknown, key: string): unknown {
  if (owner instanceof Tensor && key === 'grad') return owner.autograd?.grad;
  for (
    let at = owner;
    typeof at === 'object' && at !== null && !types.isProxy(at);
    at = Object.getPrototypeOf(at)
  ) {
    const own = Object.getOwnPropertyDescriptor(at, key);
    if (own) return own.value;
  }
  return undefined;
}
