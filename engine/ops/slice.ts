/** Parts of a tensor along an axis, as views. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { seenAs } from './view';

interface Span {
  readonly dim: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

function part(input: Tensor, { dim, start, length, step }: Span): Tensor {
  const shape = input.shape.map((size, axis) => (axis === dim ? length : size));
  const strides = input.strides.map((stride, axis) => (axis === dim ? stride * step : stride));
  return seenAs(input, shape, strides, input.offset + (length > 0 ? start * input.strides[dim] : 0));
}

const sliceRow = define('slice', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], span: Span): Tensor => part(input, span),
  gradient: {
    input: ({ grad, inputShape, dim, start, length, step }): Tensor =>
      dispatch(unsliceRow, [grad], { dim, start, length, step, shape: inputShape }),
  },
});

/** Zeros but for a part along one axis. */
const unsliceRow = define('sliceBackward', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: readonly [Tensor], { shape, ...span }: Span & { readonly shape: Shape }): Tensor => {
    const whole = zeros(shape, { dtype: input.dtype });
    part(whole, span).copy_(input);
    return whole;
  },
  gradient: {
    input: ({ grad, dim, start, length, step }): Tensor =>
      dispatch(sliceRow, [grad], { dim, start, length, step }),
  },
});

const selectRow = define('select', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], { dim, index }: { readonly dim: number; readonly index: number }) => {
    const others = (_: number, axis: number) => axis !== dim;
    const offset = input.offset + index * input.strides[dim];
    return seenAs(input, input.shape.filter(others), input.strides.filter(others), offset);
  },
  gradient: {
    input: ({ grad, inputShape, dim, index }): Tensor =>
      dispatch(unsliceRow, [grad.unsqueeze(dim)], {
        dim,
        start: index,
        length: 1,
        step: 1,
        shape: inputShape,
      }),
  },
});

/** Elements from `start` to before `end` along `dim`, each `step`th; bounds can count from the end. */
export function slice(
  input: Tensor,
  dim: number,
  start?: number | null,
  end?: number | null,
  step = 1,
): Tensor {
  const axis = axisOf('slice', dim, input.ndim);
  const size = requireAxis('slice', input, axis);
  if (!Number.isInteger(step) || step < 1)
    fail('slice', 'the step must be greater than zero', `step ${step}`, 'use flip() to go backwards');
  for (const value of [start ?? 0, end ?? 0]) {
    if (!Number.isInteger(value))
      fail('slice', 'a bound is no integer', String(value), 'give integers, or leave bounds out');
  }
  const bound = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const from = bound(start ?? 0);
  const to = bound(end ?? size);
  const length = Math.max(0, Math.ceil((to - from) / step));
  return dispatch(sliceRow, [input], { dim: axis, start: from, length, step });
}

/** `length` elements from `start` along `dim` (torch.narrow). */
export function narrow(input: Tensor, dim: number, start: number, length: number): Tensor {
  const axis = axisOf('narrow', dim, input.ndim);
  const size = requireAxis('narrow', input, axis);
  const from = start < 0 ? start + size : start;
  if (
    !Number.isInteger(from) ||
    !Number.isInteger(length) ||
    from < 0 ||
    length < 0 ||
    from + length > size
  ) {
    fail(
      'narrow',
      'the part is not inside of the axis',
      `start ${start} and length ${length} in axis ${axis} of ${shapeText(input.shape)}`,
      `start + length is at most ${size}`,
    );
  }
  return dispatch(sliceRow, [input], { dim: axis, start: from, length, step: 1 });
}

/** The part at one index of an axis, without that axis (torch.select). */
export function select(input: Tensor, dim: number, index: number): Tensor {
  const axis = axisOf('select', dim, input.ndim);
  const size = requireAxis('select', input, axis);
  if (!Number.isInteger(index) || index < -size || index >= size) {
    fail(
      'select',
      `index ${index} is out of range`,
      `axis ${axis} of ${shapeText(input.shape)}`,
      `give one from ${-size} to ${size - 1}`,
    );
  }
  return dispatch(selectRow, [input], { dim: axis, index: index < 0 ? index + size : index });
}

function requireAxis(op: string, input: Tensor, axis: number): number {
  if (input.ndim === 0)
    fail(op, 'a tensor without axes has no parts', '[]', 'use it as it is, or reshape it to [1]');
  return input.shape[axis];
}

/** Parts of the given size, or sizes, along an axis; the last can be smaller (torch.split). */
export function split(input: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
  const axis = axisOf('split', dim, input.ndim);
  const total = requireAxis('split', input, axis);
  // Parts of nothing can have the size 0, as in PyTorch.
  const least = total === 0 ? 0 : 1;
  if (typeof sizes === 'number' && !(Number.isInteger(sizes) && sizes >= least)) {
    fail('split', `${sizes} is no size of a part`, shapeText(input.shape), 'give an integer of at least 1');
  }
  const lengths =
    typeof sizes === 'number'
      ? Array.from({ length: total === 0 ? 1 : Math.ceil(total / sizes) }, (_, part) =>
          Math.min(sizes, total - part * sizes),
        )
      : sizes;
  if (lengths.reduce((a, b) => a + b, 0) !== total) {
    fail(
      'split',
      'the parts do not add up to the axis',
      `${shapeText(lengths)} of ${total}`,
      `make them ${total}`,
    );
  }
  let start = 0;
  return lengths.map((length) => {
    const piece = narrow(input, axis, start, length);
    start += length;
    return piece;
  });
}

/** More parts than these would only fill the memory of JavaScript. */
const MOST_PARTS = 2 ** 20;

/** Throws unless `parts` is a number of parts that a tensor can be taken apart in. */
export function requireParts(op: string, input: Tensor, parts: number): void {
  if (Number.isInteger(parts) && parts >= 1 && parts <= MOST_PARTS) return;
  const range = `give an integer from 1 to ${MOST_PARTS}`;
  fail(op, `${parts} is no number of parts`, shapeText(input.shape), range);
}

/** At most `chunks` parts of equal size; the last can be smaller (torch.chunk). */
export function chunk(input: Tensor, chunks: number, dim = 0): Tensor[] {
  const axis = axisOf('chunk', dim, input.ndim);
  requireParts('chunk', input, chunks);
  // Of an empty axis there are as many empty parts.
  if (input.shape[axis] === 0) return split(input, new Array<number>(chunks).fill(0), axis);
  return split(input, Math.max(1, Math.ceil(requireAxis('chunk', input, axis) / chunks)), axis);
}

/** The parts at every index of an axis, without that axis (torch.unbind). */
export function unbind(input: Tensor, dim = 0): Tensor[] {
  const axis = axisOf('unbind', dim, input.ndim);
  return Array.from({ length: requireAxis('unbind', input, axis) }, (_, index) => select(input, axis, index));
}

methods({ slice, narrow, select, split, chunk, unbind });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Elements from `start` to before `end` along `dim`, each `step`th; a view. Bounds can count from the end. */
    slice(dim: number, start?: number | null, end?: number | null, step?: number): Tensor;
    /** `length` elements from `start` along `dim`; a view. */
    narrow(dim: number, start: number, length: number): Tensor;
    /** The part at one index of an axis, without that axis; a view. */
    select(dim: number, index: number): Tensor;
    /** Parts of the given size, or sizes, along an axis; views. */
    split(sizes: number | readonly number[], dim?: number): Tensor[];
    /** At most `chunks` parts of equal size; views. */
    chunk(chunks: number, dim?: number): Tensor[];
    /** The parts at every index of an axis, without that axis; views. */
    unbind(dim?: number): Tensor[];
  }
}
