/** Means and norms of windows. */
import { adaptiveAvgPool, avgPool } from '../../ops/avgPool';
import {
  batched,
  type OutputSize,
  outputSizes,
  type PerAxis,
  type WindowOptions,
  windowsOf,
} from '../../ops/windows';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of `avgPool1d`. */
export interface AvgPoolOptions extends Omit<WindowOptions, 'dilation'> {
  /** Whether the zeros around the input count among the elements of a window; they do by default. */
  readonly countIncludePad?: boolean;
}

/** Options of `avgPool2d` and `avgPool3d`. */
export interface AvgPoolDivisorOptions extends AvgPoolOptions {
  /** What the sum of a window is divided by, instead of the number of its elements. */
  readonly divisorOverride?: number | null;
}

/** Options of `lpPool1d`, `lpPool2d` and `lpPool3d`. */
export type LPPoolOptions = Pick<WindowOptions, 'stride' | 'ceilMode'>;

function avg(axes: number, input: Tensor, kernelSize: PerAxis, options: AvgPoolDivisorOptions): Tensor {
  const op = `avgPool${axes}d`;
  const { countIncludePad = true, divisorOverride = null, ...rest } = options;
  if (divisorOverride === 0) fail(op, 'the divisor is zero', '0', 'give another');
  requireFloats(op, input);
  return batched(op, input, axes, (batch) =>
    avgPool(op, batch, { ...windowsOf(op, axes, kernelSize, rest), countIncludePad, divisorOverride }),
  );
}

/** Throws unless the input has a floating dtype. */
export function requireFloats(op: string, input: Tensor): void {
  if (input.isFloatingPoint()) return;
  fail(op, `is not defined for ${input.dtype}`, input.dtype, 'convert it first with .float()');
}

/** Means of windows of [N, C, L] or [C, L] (torch.nn.functional.avg_pool1d). */
export function avgPool1d(input: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avg(1, input, kernelSize, options);
}

/** Means of windows of [N, C, H, W] or [C, H, W] (torch.nn.functional.avg_pool2d). */
export function avgPool2d(input: Tensor, kernelSize: PerAxis, options: AvgPoolDivisorOptions = {}): Tensor {
  return avg(2, input, kernelSize, options);
}

/** Means of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.avg_pool3d). */
export function avgPool3d(input: Tensor, kernelSize: PerAxis, options: AvgPoolDivisorOptions = {}): Tensor {
  return avg(3, input, kernelSize, options);
}

function adaptive(axes: number, input: Tensor, outputSize: OutputSize): Tensor {
  const op = `adaptiveAvgPool${axes}d`;
  requireFloats(op, input);
  return batched(op, input, axes, (batch) =>
    adaptiveAvgPool(batch, outputSizes(op, batch, outputSize, axes)),
  );
}

/** Means of `outputSize` windows, which cover [N, C, L] or [C, L] (torch.nn.functional.adaptive_avg_pool1d). */
export function adaptiveAvgPool1d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive(1, input, outputSize);
}

/** Means of windows that cover [N, C, H, W] or [C, H, W] (torch.nn.functional.adaptive_avg_pool2d). */
export function adaptiveAvgPool2d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive(2, input, outputSize);
}

/** Means of windows that cover [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.adaptive_avg_pool3d). */
export function adaptiveAvgPool3d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive(3, input, outputSize);
}

function lp(
  axes: number,
  input: Tensor,
  normType: number,
  kernelSize: PerAxis,
  options: LPPoolOptions,
): Tensor {
  const op = `lpPool${axes}d`;
  requireFloats(op, input);
  const powers = input.pow(normType);
  const sums = batched(op, powers, axes, (batch) => {
    const windows = windowsOf(op, axes, kernelSize, options);
    const count = windows.kernelSize.reduce((product, size) => product * size, 1);
    return avgPool(op, batch, { ...windows, countIncludePad: true, divisorOverride: null }).mul(count);
  });
  return sums
    .sign()
    .mul(sums.abs().relu())
    .pow(1 / normType);
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, L] or [C, L] (torch.nn.functional.lp_pool1d). */
export function lpPool1d(
  input: Tensor,
  normType: number,
  kernelSize: PerAxis,
  options: LPPoolOptions = {},
): Tensor {
  return lp(1, input, normType, kernelSize, options);
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, H, W] or [C, H, W] (torch.nn.functional.lp_pool2d). */
export function lpPool2d(
  input: Tensor,
  normType: number,
  kernelSize: PerAxis,
  options: LPPoolOptions = {},
): Tensor {
  return lp(2, input, normType, kernelSize, options);
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.functional.lp_pool3d). */
export function lpPool3d(
  input: Tensor,
  normType: number,
  kernelSize: PerAxis,
  options: LPPoolOptions = {},
): Tensor {
  return lp(3, input, normType, kernelSize, options);
}
