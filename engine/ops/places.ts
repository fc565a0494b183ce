/** The places of an index, as a view of the tensor and the elements picked from it. */
import { bool, Category, uint8 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcast, elements, rowMajor, type Shape, sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { inside } from './context';
import { type NestedArray, tensor } from './data';
import type { Picks } from './indexing';
import { truePositions } from './nonzero';
import { select, slice } from './slice';

/** From `start` to before `end`, each `step`th; bounds can count from the end. */
export interface SliceObject {
  /** The first; from the end if negative. */
  readonly start?: number | null;
  /** The one after the last; from the end if negative. */
  readonly end?: number | null;
  /** From one to the next. */
  readonly step?: number | null;
}

/**
 * One place of an index, as Python has it: an integer (negative: from the end), a slice `'start:end:step'` with any
 * part left out or `{ start, end, step }`, `null` for a new axis, `'...'` for all axes that no other place takes, a
 * bool tensor or array as a mask of one axis or several, an integer tensor or array to pick and repeat. `true` is a
 * new axis of size 1, `false` of size 0.
 */
export type Index = number | bigint | string | boolean | null | Tensor | SliceObject | readonly NestedArray[];

/** What is picked from the view that other places give. */
export interface Picked {
  readonly index: Tensor;
  readonly picks: Picks;
}

/** The indices into some neighbouring axes. */
interface Pick {
  readonly axes: readonly number[];
  readonly index: Tensor;
  /** Whether they are known to be there: those that a mask names. */
  readonly checked: boolean;
}

type Place = number | string | null | Tensor | SliceObject;

/** The view that integers, slices, `null` and `'...'` give, and what masks and integer tensors pick from it. */
export function located(
  op: string,
  input: Tensor,
  given: readonly Index[],
): { part: Tensor; picked: Picked | null } {
  const places = given.map((place) => normalized(op, place));
  const taken = places.reduce<number>((count, place) => count + axesOf(place), 0);
  const ellipses = places.filter((place) => place === '...').length;
  if (taken > input.ndim || ellipses > 1) {
    const text = `${places.length} places for ${shapeText(input.shape)}`;
    fail(op, ellipses > 1 ? "'...' comes twice" : 'there are more places than axes', text, 'leave some out');
  }
  let part = input;
  let axis = 0;
  const picks: Pick[] = [];
  for (const place of places) {
    if (place === '...') {
      axis += input.ndim - taken;
    } else if (place === null) {
      part = part.unsqueeze(axis);
      axis++;
    } else if (typeof place === 'string') {
      part = sliced(op, part, axis, slicePlace(op, place));
      axis++;
    } else if (typeof place === 'number') {
      checkIndex(op, place, part.shape[axis], axis);
      part = select(part, axis, place);
    } else if (place instanceof Tensor) {
      if (place.type === bool && place.ndim === 0) part = part.unsqueeze(axis);
      const count = Math.max(place.ndim, 1);
      const axes = place.type === bool ? Array.from({ length: count }, (_, each) => axis + each) : [axis];
      const checked = place.type === bool;
      picks.push({ axes, checked, index: checked ? maskIndex(op, place, part, axes) : place });
      axis += axes.length;
    } else {
      part = sliced(op, part, axis, place);
      axis++;
    }
  }
  return { part, picked: picks.length === 0 ? null : inside(() => joined(op, part, picks)) };
}

/** A place without its arrays and scalars: integers of any kind are numbers, the rest tensors. */
function normalized(op: string, place: Index): Place {
  if (typeof place === 'boolean') return tensor(place);
  if (typeof place === 'bigint') return Number(place);
  const index = Array.isArray(place) ? tensor(place as NestedArray) : (place as Place);
  if (index === null || typeof index === 'number' || typeof index === 'string') return index;
  if (typeof index !== 'object') {
    const remedy = "give an integer, a slice such as '1:3', or a tensor";
    return fail(op, 'a place is no index', String(index), remedy);
  }
  if (!(index instanceof Tensor)) {
    const other = Object.keys(index).find((key) => key !== 'start' && key !== 'end' && key !== 'step');
    if (other === undefined) return index;
    return fail(op, 'a slice cannot be read', `{ ${other} }`, 'give { start, end, step }, or some of them');
  }
  if (index.type === bool) return index;
  // An empty array has no numbers to tell its dtype.
  if (Array.isArray(place) && index.numel() === 0) return index.to('int64');
  if (index.type === uint8) {
    fail(op, 'an index of uint8 can be a mask or integers', shapeText(index.shape), 'use .bool() or .long()');
  }
  if (index.type.category !== Category.INTEGER) {
    fail(op, 'an index is not of integers', index.dtype, 'convert it with .long(), or compare it for a mask');
  }
  return index.ndim === 0 ? index.item() : index.to('int64');
}

/** How many axes of the tensor a place takes. */
function axesOf(place: Place): number {
  if (place === null || place === '...') return 0;
  return place instanceof Tensor && place.type === bool ? place.ndim : 1;
}

function checkIndex(op: string, index: number, size: number, axis: number): void {
  if (Number.isInteger(index) && index >= -size && index < size) return;
  const range = size === 0 ? 'the axis is empty' : `give one from ${-size} to ${size - 1}`;
  fail(op, `index ${index} is out of range`, `axis ${axis} has size ${size}`, range);
}

/** `'1:3'`, `':'`, `'::2'` */
function slicePlace(op: string, text: string): SliceObject {
  const parts = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(text);
  if (parts === null) {
    return fail(op, 'a slice cannot be read', `'${text}'`, "write it as 'start:end:step', such as '1:3'");
  }
  const [start, end, step] = parts.slice(1).map((part) => (part === undefined ? null : +part));
  return { start, end, step };
}

function sliced(op: string, input: Tensor, axis: number, { start, end, step }: SliceObject): Tensor {
  for (const bound of [start, end]) {
    if (bound === undefined || bound === null || Number.isInteger(bound)) continue;
    fail(op, 'a bound of a slice is no integer', String(bound), 'give integers, or leave bounds out');
  }
  if ((start ?? null) === null && (end ?? null) === null && (step ?? 1) === 1) return input;
  return slice(input, axis, start, end, step ?? 1);
}

/** Row-major positions in the axes that a mask is for. */
function maskIndex(op: string, mask: Tensor, part: Tensor, axes: readonly number[]): Tensor {
  const shape = axes.map((axis) => part.shape[axis]);
  if (mask.ndim > 0 && !sameShape(mask.shape, shape)) {
    const shapes = `mask ${shapeText(mask.shape)} for axes ${shapeText(shape)}`;
    fail(op, 'the mask has another shape than the axes that it is for', shapes, 'make it of the same shape');
  }
  return truePositions(mask);
}

/** The picks as one: their indices are broadcast, and their axes joined. */
function joined(op: string, { shape }: Tensor, picks: readonly Pick[]): Picked {
  const axes = picks.flatMap((pick) => pick.axes);
  // The kernels check the indices of one axis.
  if (axes.length === 1) return { index: picks[0].index, picks: { axes, place: axes[0] } };
  const sizes = picks.map((pick) => elements(pick.axes.map((axis) => shape[axis])));
  const steps = rowMajor(sizes);
  checkTogether(
    op,
    picks.map(({ index }) => index.shape),
  );
  let index: Tensor | null = null;
  picks.forEach((pick, position) => {
    const counted = pick.checked ? pick.index : fromFront(op, pick.index, sizes[position], pick.axes[0]);
    const stepped = steps[position] === 1 ? counted : counted.mul(steps[position]);
    index = index === null ? stepped : index.add(stepped);
  });
  const together = axes.every((axis, position) => axis === axes[0] + position);
  return { index: index as unknown as Tensor, picks: { axes, place: together ? axes[0] : 0 } };
}

function checkTogether(op: string, shapes: readonly Shape[]): void {
  shapes.reduce((all, shape) => broadcast(op, all, shape));
}

/** Checked indices, counted from the front. */
function fromFront(op: string, index: Tensor, size: number, axis: number): Tensor {
  if (index.numel() === 0) return index;
  const [low, high] = [index.min().item(), index.max().item()];
  checkIndex(op, low, size, axis);
  checkIndex(op, high, size, axis);
  return low < 0 ? index.add(index.lt(0).long().mul(size)) : index;
}
