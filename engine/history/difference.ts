/** What a write changed, in words: before → after where there are few elements, else how many changed and where. */
import { shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/** Up to so many elements are told one by one. */
const few = 8;

/**
 * Null where both are the same, element by element; NaN is the same as NaN. `null` for a tensor that is not there. Runs
 * ops: in the console's mode, inside of a `tidy`.
 */
export function difference(before: Tensor | null, after: Tensor | null): string | null {
  if (before === null || after === null) {
    return before === after ? null : `${textOf(before)} → ${textOf(after)}`;
  }
  if (before.dtype !== after.dtype || !sameShape(before.shape, after.shape))
    return `${textOf(before)} → ${textOf(after)}`;
  let changed = before.ne(after);
  if (before.isFloatingPoint())
    changed = changed.logicalAnd(before.isnan().logicalAnd(after.isnan()).logicalNot());
  const count = Number(changed.sum().item());
  const total = before.numel();
  if (count === 0) return null;
  if (total <= few) return `${valuesText(before)} → ${valuesText(after)}`;
  const place = Number(changed.flatten().to('uint8').argmax().item());
  const [from, to] = [before, after].map((tensor) => numberText(tensor.flatten().at(place).item()));
  const first = `${shapeText(indicesOf(place, before.shape))}: ${from} → ${to}`;
  return `${count === total ? 'all' : `${count} of`} ${total} elements, the first at ${first}`;
}

function textOf(tensor: Tensor | null): string {
  if (tensor === null) return 'none';
  const head = `${tensor.type.short}${shapeText(tensor.shape)}`;
  return tensor.numel() <= few ? `${head} ${valuesText(tensor)}` : head;
}

function valuesText(tensor: Tensor): string {
  const nested = (value: unknown): string =>
    Array.isArray(value) ? `[${value.map(nested).join(', ')}]` : numberText(value);
  return nested(tensor.tolist());
}

function numberText(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(5)))
    : String(value);
}

function indicesOf(place: number, shape: readonly number[]): number[] {
  let rest = place;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
