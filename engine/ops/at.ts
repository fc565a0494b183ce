/** Indexing: `x.at(0, '1:3', null, mask)`. */
import { bool, Category } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcast, elements, rowMajor, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { empty } from './creation';
import { type NestedArray, tensor } from './data';
import { stack } from './join';
import { methods } from './methods';
import { select, slice } from './slice';

/**
 * One place of an index, as Python has it: an integer (negative: from the end), a slice `'start:end:step'` with any
 * part left out, `null` for a new axis, `'...'` for all axes that no other place takes, a bool tensor or array as
 * a mask, an integer tensor or array to pick and repeat.
 */
export type Index = number | string | boolean | null | Tensor | readonly NestedArray[];

/** An axis of the result so far: whole, or picked from by integers. */
interface Pick {
  readonly axis: number;
  readonly index: Tensor;
}

/**
 * A part of the tensor (torch.Tensor.__getitem__). Integers, slices, `null` and `'...'` give a view; masks and
 * integer tensors a copy, whose picked axes are broadcast together and stand where the first of them stood, or in
 * front if other places lie between them.
 */
export function at(input: Tensor, ...places: readonly Index[]): Tensor {
  const taken = places.reduce<number>((count, place) => count + axesOf(place), 0);
  const ellipses = places.filter((place) => place === '...').length;
  if (taken > input.ndim || ellipses > 1) {
    const text = `${places.length} places for ${shapeText(input.shape)}`;
    fail(
      'at',
      ellipses > 1 ? "'...' comes twice" : 'there are more places than axes',
      text,
      'leave some out',
    );
  }
  let part = input;
  let axis = 0;
  const picks: Pick[] = [];
  /** Whether a place that is no pick came after a pick, and a pick after that. */
  let apart = false;
  let passed = false;
  const picked = (index: Tensor) => {
    apart ||= passed;
    picks.push({ axis, index });
    axis++;
  };
  const passes = () => {
    passed = picks.length > 0;
  };
  for (const place of places) {
    if (place === '...') {
      axis += input.ndim - taken;
      passes();
    } else if (place === null) {
      part = part.unsqueeze(axis);
      axis++;
      passes();
    } else if (typeof place === 'string') {
      part = sliced(part, axis, place);
      axis++;
      passes();
    } else if (typeof place === 'number') {
      // Beside tensors an integer is one of them, as in PyTorch.
      if (places.some(isTensorPlace)) picked(tensor(checkedIndex(place, part.shape[axis], axis)));
      else part = select(part, axis, place);
    } else {
      for (const index of indicesOf(place, part, axis)) picked(index);
    }
  }
  return picks.length === 0 ? part : gathered(part, picks, apart);
}

/** How many axes of the tensor a place takes. */
function axesOf(place: Index): number {
  if (place === null || place === '...') return 0;
  if (place instanceof Tensor) return place.type === bool ? place.ndim : 1;
  return Array.isArray(place) && isBoolean(place) ? tensor(place).ndim : 1;
}

function isBoolean(place: readonly NestedArray[]): boolean {
  let first: NestedArray = place;
  while (Array.isArray(first)) first = first[0];
  return typeof first === 'boolean';
}

function isTensorPlace(place: Index): boolean {
  return place instanceof Tensor || Array.isArray(place);
}

function checkedIndex(index: number, size: number, axis: number): number {
  if (Number.isInteger(index) && index >= -size && index < size) return index;
  const range = size === 0 ? 'the axis is empty' : `give one from ${-size} to ${size - 1}`;
  return fail('at', `index ${index} is out of range`, `axis ${axis} has size ${size}`, range);
}

/** `'1:3'`, `':'`, `'::2'` */
function sliced(input: Tensor, axis: number, text: string): Tensor {
  const parts = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(text);
  if (parts === null)
    fail('at', 'a slice cannot be read', `'${text}'`, "write it as 'start:end:step', such as '1:3'");
  const [start, end, step] = (parts as RegExpExecArray)
    .slice(1)
    .map((part) => (part === undefined ? null : +part));
  if (start === null && end === null && (step === null || step === 1)) return input;
  return slice(input, axis, start, end, step ?? 1);
}

/** The integers that a mask or an array of integers picks by: one tensor for each axis that it takes. */
function indicesOf(place: Tensor | readonly NestedArray[] | boolean, part: Tensor, axis: number): Tensor[] {
  const index = place instanceof Tensor ? place : tensor(place as NestedArray);
  if (index.type === bool) return placesOfMask(index, part.shape.slice(axis, axis + index.ndim));
  // An empty array has no numbers to tell its dtype.
  if (index.numel() === 0) return [index.long()];
  if (index.type.category !== Category.INTEGER) {
    fail(
      'at',
      'an index is not of integers',
      index.dtype,
      'convert it with .long(), or compare it for a mask',
    );
  }
  return [index.long()];
}

function placesOfMask(mask: Tensor, shape: Shape): Tensor[] {
  if (shapeText(mask.shape) !== shapeText(shape)) {
    const shapes = `mask ${shapeText(mask.shape)} for axes ${shapeText(shape)}`;
    fail(
      'at',
      'the mask has another shape than the axes that it is for',
      shapes,
      'make it of the same shape',
    );
  }
  const found: bigint[] = [];
  mask.data().forEach((value: number | bigint, place: number) => {
    if (value) found.push(BigInt(place));
  });
  const flat = tensor(BigInt64Array.from(found));
  const strides = rowMajor(shape);
  return shape.map((size, axis) => flat.floorDivide(strides[axis]).remainder(Math.max(size, 1)));
}

/** Picks by several broadcast index tensors at once: by one index into the joined axes. */
function gathered(part: Tensor, picks: readonly Pick[], apart: boolean): Tensor {
  const { shape } = part;
  const axes = picks.map(({ axis }) => axis);
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const joined = axes.map((axis) => shape[axis]);
  const steps = rowMajor(joined);
  let index: Tensor | null = null;
  picks.forEach(({ index: own }, position) => {
    const size = joined[position];
    checkRange(own, size, axes[position]);
    const counted = own.add(own.lt(0).long().mul(size)).mul(steps[position]);
    index = index === null ? counted : index.add(counted);
  });
  const all = index as unknown as Tensor;
  // [picked axes joined, others]
  const rows = part
    .permute([...axes, ...others])
    .reshape([elements(joined), ...others.map((axis) => shape[axis])]);
  const found = rows.indexSelect(0, all.reshape(-1));
  const result = found.reshape([...all.shape, ...others.map((axis) => shape[axis])]);
  const before = apart ? 0 : others.filter((axis) => axis < axes[0]).length;
  if (before === 0) return result;
  const { length } = all.shape;
  const order = others.map((_, position) => length + position);
  const middle = Array.from({ length }, (_, axis) => axis);
  return result.permute([...order.slice(0, before), ...middle, ...order.slice(before)]);
}

function checkRange(index: Tensor, size: number, axis: number): void {
  if (index.numel() === 0) return;
  const [low, high] = [index.min().item(), index.max().item()];
  checkedIndex(low, size, axis);
  checkedIndex(high, size, axis);
}

/** int64 [count, axes]: where the elements are that are not 0 (torch.nonzero). */
export function nonzero(input: Tensor): Tensor {
  const mask = input.ne(0);
  if (mask.ndim === 0) return empty([mask.item() ? 1 : 0, 0], { dtype: 'int64' });
  return stack(placesOfMask(mask, mask.shape), 1);
}

/** The elements where the bool `mask`, broadcast with the tensor, is true; in one axis (torch.masked_select). */
export function maskedSelect(input: Tensor, mask: Tensor): Tensor {
  const shape = broadcast('maskedSelect', input.shape, mask.shape);
  return at(input.expand(shape), mask.expand(shape));
}

methods({ at, nonzero, maskedSelect });

declare module '../tensor/tensor' {
  interface Tensor {
    /**
     * A part of the tensor, as Python's `x[…]`: integers, slices `'1:3'`, `null` for a new axis, `'...'`, masks and
     * integer tensors or arrays. Views but for masks and tensors.
     */
    at(...places: readonly Index[]): Tensor;
    /** int64 [count, axes]: where the elements are that are not 0. */
    nonzero(): Tensor;
    /** The elements where the bool `mask` is true, in one axis. */
    maskedSelect(mask: Tensor): Tensor;
  }
}
