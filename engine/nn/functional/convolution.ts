/** Convolutions of one, two and three axes. */
import { checkOperands, convolution, convolutionTranspose, type Geometry } from '../../ops/convolution';
import { requireTensor } from '../../ops/dispatch';
import { batched, type PerAxis, perAxis } from '../../ops/windows';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of `conv1d`, `conv2d` and `conv3d`. */
export interface ConvOptions {
  /** Steps between two positions of the kernel; 1 by default. */
  readonly stride?: PerAxis;
  /** Zeros on both sides; 'valid' is none, 'same' so many that the size stays, with a stride of 1. */
  readonly padding?: PerAxis | 'same' | 'valid';
  /** Steps between the elements of the kernel; 1 by default. */
  readonly dilation?: PerAxis;
  /** Parts that the channels fall into, each with a convolution of its own. */
  readonly groups?: number;
}

/** Options of `convTranspose1d`, `convTranspose2d` and `convTranspose3d`. */
export interface ConvTransposeOptions {
  /** Of the convolution whose transposition it is. */
  readonly stride?: PerAxis;
  /** Of the convolution whose transposition it is: so much less is in the result, on both sides. */
  readonly padding?: PerAxis;
  /** So much more is in the result, at the end of each axis. */
  readonly outputPadding?: PerAxis;
  /** Groups of channels that do not see each other; 1 by default. */
  readonly groups?: number;
  /** Steps between elements of the kernel; 1 by default. */
  readonly dilation?: PerAxis;
}

function checkWeight(op: string, weight: Tensor, axes: number, groups: number): void {
  requireTensor(op, 'the weight', weight);
  if (weight.ndim !== axes + 2) {
    fail(op, `the weight has not ${axes + 2} axes`, shapeText(weight.shape), 'give [O, C / groups, …]');
  }
  if (!Number.isInteger(groups) || groups < 1 || weight.shape[0] % groups !== 0) {
    const values = `weight ${shapeText(weight.shape)}, ${groups} groups`;
    fail(op, 'the channels do not fall into the groups', values, 'give a divisor of them');
  }
  if (weight.shape.slice(2).some((size) => size === 0)) {
    fail(op, 'the kernel has no element', shapeText(weight.shape), 'give sizes of at least 1');
  }
}

function checkChannels(op: string, input: Tensor, weight: Tensor, expected: number, groups: number): void {
  if (input.shape[1] === expected) return;
  const values = `input ${shapeText(input.shape)}, weight ${shapeText(weight.shape)}, ${groups} groups`;
  fail(op, 'the channels differ', values, `give an input of ${expected} channels`);
}

function conv(
  axes: number,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions,
): Tensor {
  const op = `conv${axes}d`;
  return batched(op, input, axes, (batch) => {
    checkWeight(op, weight, axes, groups);
    checkChannels(op, batch, weight, weight.shape[1] * groups, groups);
    checkOperands(op, batch, weight, bias, weight.shape[0]);
    const kernel = weight.shape.slice(2);
    const steps = perAxis(op, 'stride', stride, axes, 1);
    const spread = perAxis(op, 'dilation', dilation, axes, 1);
    const reach = kernel.map((size, axis) => (size - 1) * spread[axis]);
    const same = padding === 'same';
    if (same && steps.some((step) => step !== 1)) {
      fail(op, "padding 'same' needs a stride of 1", shapeText(steps), 'give the padding in numbers');
    }
    // The odd zero of 'same' is at the end, where the kernel finds zeros anyway.
    const zeros = same
      ? reach.map((each) => Math.floor(each / 2))
      : perAxis(op, 'padding', padding === 'valid' ? 0 : (padding as PerAxis), axes, 0);
    const size = batch.shape.slice(2).map((each, axis) => {
      if (same) return each;
      return Math.floor((each + 2 * zeros[axis] - reach[axis] - 1) / steps[axis]) + 1;
    });
    if (size.some((each) => each < 1) && !same) {
      const values = `input ${shapeText(input.shape)}, kernel ${shapeText(kernel)}, padding ${shapeText(zeros)}`;
      fail(op, 'the kernel is larger than the padded input', values, 'use a smaller kernel or more padding');
    }
    const geometry: Geometry = { stride: steps, padding: zeros, dilation: spread, groups };
    return convolution(batch, weight, bias, geometry, size);
  });
}

function convTranspose(
  axes: number,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride = 1, padding = 0, outputPadding = 0, groups = 1, dilation = 1 }: ConvTransposeOptions,
): Tensor {
  const op = `convTranspose${axes}d`;
  return batched(op, input, axes, (batch) => {
    checkWeight(op, weight, axes, groups);
    checkChannels(op, batch, weight, weight.shape[0], groups);
    checkOperands(op, batch, weight, bias, weight.shape[1] * groups);
    const steps = perAxis(op, 'stride', stride, axes, 1);
    const less = perAxis(op, 'padding', padding, axes, 0);
    const more = perAxis(op, 'outputPadding', outputPadding, axes, 0);
    const spread = perAxis(op, 'dilation', dilation, axes, 1);
    if (more.some((each, axis) => each >= Math.max(steps[axis], spread[axis]))) {
      const values = `outputPadding ${shapeText(more)}, stride ${shapeText(steps)}, dilation ${shapeText(spread)}`;
      fail(op, 'outputPadding is not smaller than stride or dilation', values, 'give less of it');
    }
    const size = batch.shape.slice(2).map((each, axis) => {
      const reach = (weight.shape[2 + axis] - 1) * spread[axis];
      return (each - 1) * steps[axis] - 2 * less[axis] + reach + more[axis] + 1;
    });
    if (size.some((each) => each < 1)) {
      const values = `input ${shapeText(input.shape)}, kernel ${shapeText(weight.shape.slice(2))}`;
      fail(op, `the result would have the sizes ${shapeText(size)}`, values, 'give less padding');
    }
    const geometry: Geometry = { stride: steps, padding: less, dilation: spread, groups };
    return convolutionTranspose(batch, weight, bias, geometry, size);
  });
}

/**
 * [N, C, L] or [C, L], weight [O, C / groups, K], bias [O] to [N, O, L'] (torch.nn.functional.conv1d). The kernel is
 * not turned around: a cross-correlation.
 */
export function conv1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return conv(1, input, weight, bias, options);
}

/** [N, C, H, W] or [C, H, W], weight [O, C / groups, …], bias [O] to [N, O, H', W'] (torch.nn.functional.conv2d). */
export function conv2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return conv(2, input, weight, bias, options);
}

/** [N, C, D, H, W] or [C, D, H, W], weight [O, C / groups, …], bias [O] (torch.nn.functional.conv3d). */
export function conv3d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return conv(3, input, weight, bias, options);
}

/**
 * The transposition of a convolution: [N, C, L] or [C, L], weight [C, O / groups, K], bias [O] to [N, O, L']
 * (torch.nn.functional.conv_transpose1d).
 */
export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(1, input, weight, bias, options);
}

/** [N, C, H, W] or [C, H, W], weight [C, O / groups, …] (torch.nn.functional.conv_transpose2d). */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(2, input, weight, bias, options);
}

/** [N, C, D, H, W] or [C, D, H, W], weight [C, O / groups, …] (torch.nn.functional.conv_transpose3d). */
export function convTranspose3d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(3, input, weight, bias, options);
}
