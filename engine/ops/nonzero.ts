/** Where elements are other than 0. */
import { bool, int64 } from '../tensor/dtype';
import { rowMajor } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, begin, input as inputOf, result } from './command';
import { inside } from './context';
import { dispatch, NONE } from './dispatch';
import { stack } from './join';
import { methods } from './methods';
import { define } from './row';

/** int64 [count]: the row-major positions of what is true. Inside of a running op. */
export function truePositions(mask: Tensor): Tensor {
  return inside(() => {
    const own = mask.detach();
    const count = own.sum().item();
    // The kernel looks along a last axis.
    const shape = own.ndim === 0 ? [1] : own.shape;
    begin('nonzero', 'nonzero');
    allocate(int64, [count]);
    inputOf(own, shape);
    return result(int64, [count]);
  });
}

const nonzeroRow = define('nonzero', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: readonly [Tensor]) => {
    const { shape } = input;
    const flat = truePositions(input.type === bool ? input : input.ne(0));
    if (shape.length === 0) return flat.reshape(-1, 1).narrow(1, 0, 0);
    if (shape.length === 1) return flat.unsqueeze(1);
    const strides = rowMajor(shape);
    const along = shape.map((size, axis) => flat.floorDivide(strides[axis]).remainder(Math.max(size, 1)));
    return stack(along, 1);
  },
});

/**
 * int64 [count, axes]: where the elements are that are not 0, in row-major order (torch.nonzero); with `asTuple` one
 * int64 [count] for each axis.
 */
export function nonzero(input: Tensor): Tensor;
export function nonzero(input: Tensor, options: { readonly asTuple: true }): Tensor[];
export function nonzero(input: Tensor, options?: { readonly asTuple?: boolean }): Tensor | Tensor[];
export function nonzero(
  input: Tensor,
  { asTuple = false }: { readonly asTuple?: boolean } = {},
): Tensor | Tensor[] {
  const places = dispatch(nonzeroRow, [asTuple && input.ndim === 0 ? input.reshape(1) : input], NONE);
  return asTuple ? places.unbind(1) : places;
}

/** int64 [count, axes]: where the elements are that are not 0 (torch.argwhere). */
export function argwhere(input: Tensor): Tensor {
  return nonzero(input);
}

methods({ nonzero, argwhere });

declare module '../tensor/tensor' {
  interface Tensor {
    /** int64 [count, axes]: where the elements are that are not 0, in row-major order. */
    nonzero(): Tensor;
    /** One int64 [count] for each axis: where the elements are that are not 0. */
    nonzero(options: { readonly asTuple: true }): Tensor[];
    /** int64 [count, axes]: where the elements are that are not 0. */
    argwhere(): Tensor;
  }
}
