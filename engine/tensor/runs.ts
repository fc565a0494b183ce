/** Where the elements of a tensor lie, taken in row-major order whatever its strides. */
import type { TensorPlace } from './picture';
import { elements } from './shape';

/** Elements that lie one after the other. */
export interface ElementRun {
  /** The first one, in row-major order. */
  readonly element: number;
  /** Where it lies, in elements from the storage's first byte. */
  readonly at: number;
  readonly length: number;
}

/** The elements from `first` up to `last`. */
export function* elementRuns(
  { shape, strides, offset }: TensorPlace,
  first: number,
  last: number,
): Generator<ElementRun> {
  const rowAxis = shape.findLastIndex((_, axis) => !isPacked(shape, strides, axis)) + 1;
  /** All of the axes from `rowAxis` on. */
  const run = elements(shape.slice(rowAxis));
  for (let element = first; element < last; ) {
    const inRun = element % run;
    const length = Math.min(run - inRun, last - element);
    let rest = Math.floor(element / run);
    let at = offset + inRun;
    for (let axis = rowAxis - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    yield { element, at, length };
    element += length;
  }
}

/** Whether neighbours along an axis lie just behind one another. */
function isPacked(shape: readonly number[], strides: readonly number[], axis: number): boolean {
  return strides[axis] === elements(shape.slice(axis + 1)) || shape[axis] === 1;
}
