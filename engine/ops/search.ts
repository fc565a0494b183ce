/** Finding elements in others. */
import { int64, promoteTypes } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { tensor } from './data';
import { dispatch } from './dispatch';
import { converted, dropTemporary } from './elementwise';
import { methods } from './methods';
import { define } from './row';

const searchRow = define('searchsorted', {
  operands: ['sorted', 'values'],
  forward: ([sorted, values]: readonly [Tensor, Tensor], { right }: { readonly right: boolean }) => {
    const type = promoteTypes(sorted.type, values.type);
    const bounds = converted(sorted, type);
    const sought = converted(values, type);
    // The kernel looks along a last axis.
    const shape = values.ndim === 0 ? [1] : values.shape;
    begin('searchsorted', 'searchSorted');
    allocate(int64, shape);
    inputOf(bounds);
    inputOf(sought, shape);
    attribute(+right);
    const places = result(int64, values.shape);
    dropTemporary(bounds, sorted);
    dropTemporary(sought, values);
    return places;
  },
});

/** Options of `searchsorted` and `bucketize`. */
/** How {@link searchsorted} looks. */
export interface SearchOptions {
  /** After equals instead of before them. */
  readonly right?: boolean;
  /** int64, of the shape of the sequence: the order in which it is sorted, from argsort(). */
  readonly sorter?: Tensor;
}

/**
 * int64, of the shape of `values`: where each would be inserted in the last axis of `sorted`, which ascends
 * (torch.searchsorted). `sorted` is [n], or has the axes of `values` but for the last one's size.
 */
export function searchsorted(
  sorted: Tensor,
  values: Tensor | number,
  { right = false, sorter }: SearchOptions = {},
): Tensor {
  const sought = values instanceof Tensor ? values : tensor(values);
  const same =
    sorted.ndim === 1 ||
    (sorted.ndim === sought.ndim && sorted.shape.slice(0, -1).join() === sought.shape.slice(0, -1).join());
  if (sorted.ndim === 0 || !same) {
    const shapes = `${shapeText(sorted.shape)} for ${shapeText(sought.shape)}`;
    fail('searchsorted', 'the shapes differ beside the last axis', shapes, 'give a sequence of one axis');
  }
  if (sorter !== undefined && (sorter.type !== int64 || sorter.shape.join() !== sorted.shape.join())) {
    const text = `${sorter.dtype} ${shapeText(sorter.shape)} for ${shapeText(sorted.shape)}`;
    fail('searchsorted', 'the sorter is not an order of the sequence', text, 'give sequence.argsort()');
  }
  const bounds = sorter === undefined ? sorted : sorted.detach().gather(-1, sorter);
  return dispatch(searchRow, [bounds, sought], { right });
}

/**
 * int64: the bucket of each element, between `boundaries` [n] that ascend (torch.bucketize): `boundaries[i-1] < x ≤
 * boundaries[i]`, or `≤ x <` with `right`.
 */
export function bucketize(
  input: Tensor | number,
  boundaries: Tensor,
  { right = false }: { readonly right?: boolean } = {},
): Tensor {
  if (boundaries.ndim !== 1)
    fail('bucketize', 'the boundaries have not one axis', shapeText(boundaries.shape), 'flatten them');
  return searchsorted(boundaries, input, { right });
}

/** bool: whether each element is one of `testElements` (torch.isin); `invert` asks whether it is none. */
export function isin(
  elements: Tensor | number,
  testElements: Tensor | number,
  { invert = false }: { readonly invert?: boolean; readonly assumeUnique?: boolean } = {},
): Tensor {
  const sought = elements instanceof Tensor ? elements : tensor(elements);
  const among = (testElements instanceof Tensor ? testElements : tensor(testElements)).detach().reshape(-1);
  if (among.numel() === 0) return sought.ne(sought).logicalAnd(false).logicalXor(invert);
  const sorted = among.sort().values;
  const places = searchsorted(sorted, sought.detach()).clamp({ max: sorted.numel() - 1 });
  const found = sorted.indexSelect(0, places.reshape(-1)).reshape(sought.shape).eq(sought.detach());
  return invert ? found.logicalNot() : found;
}

methods({ bucketize, isin });

declare module '../tensor/tensor' {
  interface Tensor {
    /** int64: the bucket of each element, between `boundaries` that ascend. */
    bucketize(boundaries: Tensor, options?: { readonly right?: boolean }): Tensor;
    /** bool: whether each element is one of `testElements`. */
    isin(
      testElements: Tensor | number,
      options?: { readonly invert?: boolean; readonly assumeUnique?: boolean },
    ): Tensor;
  }
}
