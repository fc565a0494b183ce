import { Tensor } from '../tensor/tensor';

/**
 * Makes methods of functions whose first parameter is the tensor. Their types and docstrings are declared where
 * the functions are, by merging with the interface of `Tensor`.
 */
export function methods(functions: {
  readonly [name: string]: (tensor: Tensor, ...rest: never[]) => unknown;
}): void {
  for (const [name, fn] of Object.entries(functions)) {
    const call = fn as (tensor: Tensor, ...rest: unknown[]) => unknown;
    // Not through a rest parameter where there are few: this is on the way of every small op.
    const method = function (this: Tensor, first?: unknown, second?: unknown, third?: unknown): unknown {
      // biome-ignore lint/complexity/noArguments: their number alone, which costs nothing
      const { length } = arguments;
      if (length === 1) return call(this, first);
      if (length === 0) return call(this);
      if (length === 2) return call(this, first, second);
      if (length === 3) return call(this, first, second, third);
      // biome-ignore lint/complexity/noArguments: the same function for any number of them
      return call(this, ...arguments);
    };
    Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
  }
}
