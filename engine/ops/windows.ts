/** What the options of convolutions and pooling have in common. */
import { fail, shapeText } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { requireTensor } from './dispatch';

/** One number for every spatial axis, or one each. */
export type PerAxis = number | readonly number[];

/** A number for each of the `axes`; integers of at least `least`. */
export function perAxis(op: string, name: string, value: PerAxis, axes: number, least: number): Shape {
  const values = typeof value === 'number' ? new Array<number>(axes).fill(value) : [...value];
  if (values.length === 1 && axes > 1) return perAxis(op, name, values[0], axes, least);
  if (values.length !== axes || values.some((each) => !Number.isInteger(each) || each < least)) {
    const count = axes === 1 ? 'one number' : `one number or ${axes}`;
    const given = typeof value === 'number' ? `${value}` : shapeText(value);
    fail(op, `${name} does not fit`, given, `give ${count} of at least ${least}`);
  }
  return values;
}

/** PyTorch takes options by place too; here that would lose them without a word. */
export function requireOptions(op: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  fail(op, 'the options are no object', String(options), 'name them, such as { stride: 2 }');
}

/**
 * Runs `body` on [N, C, …] with `axes` spatial axes; [C, …] becomes a batch of one for it, and its result loses that
 * axis again.
 */
export function batched(op: string, input: Tensor, axes: number, body: (input: Tensor) => Tensor): Tensor {
  requireTensor(op, 'the input', input);
  if (input.ndim === axes + 1) return body(input.unsqueeze(0)).squeeze(0);
  if (input.ndim === axes + 2) return body(input);
  return fail(
    op,
    `the input has not ${axes + 1} or ${axes + 2} axes`,
    shapeText(input.shape),
    'give [N, C, …] or [C, …]',
  );
}

/** Windows of up to three axes, a number for each. */
export interface Windows {
  readonly kernelSize: Shape;
  /** Steps between windows; the kernel's size by default. */
  readonly stride: Shape;
  /** Elements around the input that count nothing; 0 by default. */
  readonly padding: Shape;
  /** Steps between elements of a window; 1 by default. */
  readonly dilation: Shape;
  /** Whether a window that does not lie wholly in the padded input counts, if it begins in it. */
  readonly ceilMode: boolean;
}

/** Of windows over the spatial axes; every axis has its own where it is an array. */
export interface WindowOptions {
  /** Steps between windows; the kernel's size by default. */
  readonly stride?: PerAxis | null;
  /** Elements around the input that count nothing; 0 by default. */
  readonly padding?: PerAxis;
  /** Steps between elements of a window; 1 by default. */
  readonly dilation?: PerAxis;
  /** Keeps a last window that is not full. */
  readonly ceilMode?: boolean;
}

/** The options for each axis; the stride is the size of the windows where it is not given. */
export function windowsOf(
  op: string,
  axes: number,
  kernelSize: PerAxis,
  { stride, padding = 0, dilation = 1, ceilMode = false }: WindowOptions,
): Windows {
  const windows = {
    kernelSize: perAxis(op, 'kernelSize', kernelSize, axes, 1),
    stride: perAxis(op, 'stride', stride ?? kernelSize, axes, 1),
    padding: perAxis(op, 'padding', padding, axes, 0),
    dilation: perAxis(op, 'dilation', dilation, axes, 1),
    ceilMode,
  };
  const { padding: zeros, kernelSize: sizes, dilation: spread } = windows;
  if (zeros.some((each, axis) => each > Math.floor(((sizes[axis] - 1) * spread[axis] + 1) / 2))) {
    const values = `padding ${shapeText(zeros)}, kernelSize ${shapeText(sizes)}`;
    fail(op, 'the padding is more than half of the window', values, 'give less padding');
  }
  return windows;
}

/** How many windows there are along each axis of `input`. */
export function windowCounts(op: string, input: Tensor, windows: Windows): Shape {
  const { kernelSize, stride, padding, dilation, ceilMode } = windows;
  const counts = input.shape.slice(2).map((size, axis) => {
    const room = size + 2 * padding[axis] - (kernelSize[axis] - 1) * dilation[axis] - 1;
    const count = Math.floor((room + (ceilMode ? stride[axis] - 1 : 0)) / stride[axis]) + 1;
    const beginsInPadding = ceilMode && (count - 1) * stride[axis] >= size + padding[axis];
    return beginsInPadding ? count - 1 : count;
  });
  if (counts.some((count) => count < 1)) {
    const values = `input ${shapeText(input.shape)}, kernelSize ${shapeText(kernelSize)}`;
    fail(op, `the result would have the sizes ${shapeText(counts)}`, values, 'use smaller windows');
  }
  return counts;
}

/** Wanted sizes; null: the size that the axis has. */
export type OutputSize = number | null | readonly (number | null)[];

/** Throws where an axis is empty that windows are to cover. */
export function outputSizes(op: string, input: Tensor, outputSize: OutputSize, axes: number): Shape {
  const given = Array.isArray(outputSize) ? outputSize : [outputSize];
  const own = input.shape.slice(-axes);
  const sizes = own.map((size, axis) => (given.length === 1 ? given[0] : given[axis]) ?? size);
  if (given.length !== 1) perAxis(op, 'outputSize', given.map((size) => size ?? 0) as number[], axes, 0);
  if (own.includes(0)) {
    fail(op, 'an axis is empty', shapeText(input.shape), 'give an input that has elements in each');
  }
  const checked = perAxis(op, 'outputSize', sizes, axes, 0);
  // Where each window begins is listed, which a size by mistake would fill the heap with.
  if (checked.some((size) => size > 2 ** 24)) {
    fail(op, 'outputSize is too large', shapeText(checked), 'give at most 2^24 windows along an axis');
  }
  return checked;
}
