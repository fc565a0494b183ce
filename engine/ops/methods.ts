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
    // Without rest parameters where they are few: this is on the way of every small op.
    const method =
      fn.length <= 1
        ? function (this: Tensor, first?: unknown, ...rest: unknown[]) {
            return first === undefined && rest.length === 0 ? call(this) : call(this, first, ...rest);
          }
        : fn.length === 2
          ? function (this: Tensor, first: unknown, ...rest: unknown[]) {
              return rest.length === 0 ? call(this, first) : call(this, first, ...rest);
            }
          : function (this: Tensor, ...rest: unknown[]) {
              return call(this, ...rest);
            };
    Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
  }
}
