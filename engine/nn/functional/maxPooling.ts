/** Largest elements of windows, and their way back. */
import type { Extreme } from '../../ops/extremes';
import { adaptiveMaxPool, maxPool, maxUnpool } from '../../ops/maxPool';
import {
  batched,
  type OutputSize,
  outputSizes,
  type PerAxis,
  perAxis,
  type WindowOptions,
  windowsOf,
} from '../../ops/windows';
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { requireFloats } from './pooling';

/** Options of `maxPool1d`, `maxPool2d` and `maxPool3d`. */
export interface MaxPoolOptions extends WindowOptions {
  /** Gives { values, indices }: where each is, in row-major order among the spatial axes; for `maxUnpool`. */
  readonly returnIndices?: boolean;
}
/** Whether a pooling gives the places of what it took. */
export type IndicesOption = {
  /** Gives { values, indices }. */
  readonly returnIndices?: boolean;
};
/** Asks for the places too. */
export type WithIndices = {
  /** Gives { values, indices }. */
  readonly returnIndices: true;
};

/** Options of `maxUnpool1d`, `maxUnpool2d` and `maxUnpool3d`. */
export interface MaxUnpoolOptions {
  /** Steps between windows; the kernel's size by default. */
  readonly stride?: PerAxis | null;
  /** What the pooling had around its input; 0 by default. */
  readonly padding?: PerAxis;
  /** The sizes of the result, where pooling has rounded; also with batch and channels before them. */
  readonly outputSize?: readonly number[];
}

/** Of the values, or of both. */
function largest(
  op: string,
  axes: number,
  input: Tensor,
  returnIndices: boolean,
  body: (batch: Tensor) => Extreme,
): Tensor | Extreme {
  requireFloats(op, input);
  let indices: Tensor | undefined;
  const values = batched(op, input, axes, (batch) => {
    const found = body(batch);
    indices = found.indices;
    return found.values;
  });
  if (!returnIndices) return values;
  return { values, indices: (indices as Tensor).reshape(values.shape) };
}

function pool(axes: number, input: Tensor, kernelSize: PerAxis, options: MaxPoolOptions): Tensor | Extreme {
  const op = `maxPool${axes}d`;
  const { returnIndices = false, ...rest } = options;
  return largest(op, axes, input, returnIndices, (batch) =>
    maxPool(op, batch, windowsOf(op, axes, kernelSize, rest)),
  );
}

/** Largest elements of windows of [N, C, L] or [C, L] (torch.nn.functional.max_pool1d). */
export function maxPool1d(input: Tensor, kernelSize: PerAxis, options: MaxPoolOptions & WithIndices): Extreme;
export function maxPool1d(input: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions): Tensor;
export function maxPool1d(
  input: Tensor,
  kernelSize: PerAxis,
  options: MaxPoolOptions = {},
): Tensor | Extreme {
  return pool(1, input, kernelSize, options);
}

/** Largest elements of windows of [N, C, H, W] or [C, H, W] (torch.nn.functional.max_pool2d). */
export function maxPool2d(input: Tensor, kernelSize: PerAxis, options: MaxPoolOptions & WithIndices): Extreme;
export function maxPool2d(input: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions): Tensor;
export function maxPool2d(
  input: Tensor,
  kernelSize: PerAxis,
  options: MaxPoolOptions = {},
): Tensor | Extreme {
  return pool(2, input, kernelSize, options);
}

/** Largest elements of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.max_pool3d). */
export function maxPool3d(input: Tensor, kernelSize: PerAxis, options: MaxPoolOptions & WithIndices): Extreme;
export function maxPool3d(input: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions): Tensor;
export function maxPool3d(
  input: Tensor,
  kernelSize: PerAxis,
  options: MaxPoolOptions = {},
): Tensor | Extreme {
  return pool(3, input, kernelSize, options);
}

function adaptive(
  axes: number,
  input: Tensor,
  outputSize: OutputSize,
  { returnIndices = false }: IndicesOption,
): Tensor | Extreme {
  const op = `adaptiveMaxPool${axes}d`;
  return largest(op, axes, input, returnIndices, (batch) =>
    adaptiveMaxPool(batch, outputSizes(op, batch, outputSize, axes)),
  );
}

/** Largest elements of `outputSize` windows of [N, C, L] or [C, L] (torch.nn.functional.adaptive_max_pool1d). */
export function adaptiveMaxPool1d(input: Tensor, outputSize: OutputSize, options: WithIndices): Extreme;
export function adaptiveMaxPool1d(input: Tensor, outputSize: OutputSize, options?: IndicesOption): Tensor;
export function adaptiveMaxPool1d(
  input: Tensor,
  outputSize: OutputSize,
  options: IndicesOption = {},
): Tensor | Extreme {
  return adaptive(1, input, outputSize, options);
}

/** Largest elements of windows that cover [N, C, H, W] or [C, H, W] (torch.nn.functional.adaptive_max_pool2d). */
export function adaptiveMaxPool2d(input: Tensor, outputSize: OutputSize, options: WithIndices): Extreme;
export function adaptiveMaxPool2d(input: Tensor, outputSize: OutputSize, options?: IndicesOption): Tensor;
export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: OutputSize,
  options: IndicesOption = {},
): Tensor | Extreme {
  return adaptive(2, input, outputSize, options);
}

/** Largest elements of windows that cover [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.adaptive_max_pool3d). */
export function adaptiveMaxPool3d(input: Tensor, outputSize: OutputSize, options: WithIndices): Extreme;
export function adaptiveMaxPool3d(input: Tensor, outputSize: OutputSize, options?: IndicesOption): Tensor;
export function adaptiveMaxPool3d(
  input: Tensor,
  outputSize: OutputSize,
  options: IndicesOption = {},
): Tensor | Extreme {
  return adaptive(3, input, outputSize, options);
}

function unpool(
  axes: number,
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  { stride, padding = 0, outputSize }: MaxUnpoolOptions,
): Tensor {
  const op = `maxUnpool${axes}d`;
  const kernel = perAxis(op, 'kernelSize', kernelSize, axes, 1);
  const steps = perAxis(op, 'stride', stride ?? kernelSize, axes, 1);
  const zeros = perAxis(op, 'padding', padding, axes, 0);
  if (indices.dtype !== 'int64' || !sameShape(indices.shape, input.shape)) {
    const values = `input ${shapeText(input.shape)}, indices ${indices.dtype} ${shapeText(indices.shape)}`;
    fail(op, 'the indices do not fit', values, 'give those of maxPool with returnIndices');
  }
  return batched(op, input, axes, (batch) => {
    const usual = batch.shape
      .slice(2)
      .map((size, axis) => (size - 1) * steps[axis] - 2 * zeros[axis] + kernel[axis]);
    const size = outputSize === undefined ? usual : outputSize.slice(-axes);
    if (size.length !== axes || size.some((each, axis) => Math.abs(each - usual[axis]) >= steps[axis])) {
      const values = `${shapeText(size)}, usually ${shapeText(usual)}`;
      fail(op, 'outputSize is none that pooling makes this input of', values, 'give what was pooled');
    }
    return maxUnpool(batch, indices.reshape(batch.shape), size);
  });
}

/** The way back from `maxPool1d`: zeros but for what was largest (torch.nn.functional.max_unpool1d). */
export function maxUnpool1d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return unpool(1, input, indices, kernelSize, options);
}

/** The way back from `maxPool2d`: zeros but for what was largest (torch.nn.functional.max_unpool2d). */
export function maxUnpool2d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return unpool(2, input, indices, kernelSize, options);
}

/** The way back from `maxPool3d`: zeros but for what was largest (torch.nn.functional.max_unpool3d). */
export function maxUnpool3d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return unpool(3, input, indices, kernelSize, options);
}
