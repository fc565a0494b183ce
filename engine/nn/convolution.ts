/** Layers of convolutions. */
import { empty } from '../ops/creation';
import type { PadMode } from '../ops/pad';
import { type PerAxis, perAxis, requireOptions } from '../ops/windows';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { kaimingUniform_, uniform_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** What lies around the input. */
export type ConvPaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

interface CommonOptions {
  /** Steps between outputs; 1 by default. */
  readonly stride?: PerAxis;
  /** Steps between elements of the kernel; 1 by default. */
  readonly dilation?: PerAxis;
  /** Groups of channels that do not see each other; 1 by default. */
  readonly groups?: number;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** Options of `Conv1d`, `Conv2d` and `Conv3d`. */
export interface ConvLayerOptions extends CommonOptions {
  /** Elements on both sides; 'same' keeps the size, 'valid' is none. */
  readonly padding?: PerAxis | 'same' | 'valid';
  /** What lies around the input; 'zeros' by default. */
  readonly paddingMode?: ConvPaddingMode;
}

/** Options of `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d`. */
export interface ConvTransposeLayerOptions extends CommonOptions {
  /** What a convolution of the other way had around its input; 0 by default. */
  readonly padding?: PerAxis;
  /** So much more is in the result, at the end of each axis. */
  readonly outputPadding?: PerAxis;
}

/** Weight and bias start uniform in ±1/√(inputs of an output). */
abstract class Convolution extends Module {
  /** Size of the kernel along each axis. */
  readonly kernelSize: Shape;
  /** Steps between outputs, along each axis. */
  readonly stride: Shape;
  /** Steps between elements of the kernel, along each axis. */
  readonly dilation: Shape;
  /** Groups of channels that do not see each other. */
  readonly groups: number;
  /** [out, in / groups, …kernelSize]; of a transposition [in, out / groups, …kernelSize] */
  weight: Parameter;
  /** [outChannels] */
  bias: Parameter | null;

  constructor(
    axes: number,
    /** Channels of the input. */
    readonly inChannels: number,
    /** Channels of the output. */
    readonly outChannels: number,
    kernelSize: PerAxis,
    options: CommonOptions,
    isTransposed: boolean,
  ) {
    super();
    const { name } = this.constructor;
    requireOptions(name, options);
    const { stride = 1, dilation = 1, groups = 1, bias = true, dtype } = options;
    if (!(groups >= 1) || inChannels % groups !== 0 || outChannels % groups !== 0) {
      const values = `${inChannels} to ${outChannels} channels, ${groups} groups`;
      fail(name, 'the channels do not fall into the groups', values, 'give a divisor of both');
    }
    this.kernelSize = perAxis(name, 'kernelSize', kernelSize, axes, 1);
    this.stride = perAxis(name, 'stride', stride, axes, 1);
    this.dilation = perAxis(name, 'dilation', dilation, axes, 1);
    this.groups = groups;
    const channels = isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
    this.weight = new Parameter(empty([...channels, ...this.kernelSize], { dtype }));
    this.bias = bias ? new Parameter(empty([outChannels], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const fanIn = this.weight.shape.slice(1).reduce((product, size) => product * size, 1);
    if (this.bias && fanIn > 0) uniform_(this.bias, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
  }

  /** Of what differs between layers, only what is not the default. */
  protected describe(...more: readonly (string | false)[]): string {
    const { inChannels, outChannels, kernelSize, stride, dilation, groups, bias } = this;
    return [
      `${inChannels}, ${outChannels}, kernelSize=${listed(kernelSize)}, stride=${listed(stride)}`,
      ...more,
      dilation.some((each) => each !== 1) && `dilation=${listed(dilation)}`,
      groups !== 1 && `groups=${groups}`,
      bias === null && 'bias=false',
    ]
      .filter(Boolean)
      .join(', ');
  }
}

function listed(sizes: Shape): string {
  return `[${sizes.join(', ')}]`;
}

abstract class ConvLayer extends Convolution {
  /** Elements around the input, on both sides of each axis. */
  readonly padding: Shape | 'same' | 'valid';
  /** What lies around the input. */
  readonly paddingMode: ConvPaddingMode;

  constructor(
    /** Axes beside batch and channels. */
    readonly axes: 1 | 2 | 3,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvLayerOptions = {},
  ) {
    super(axes, inChannels, outChannels, kernelSize, options, false);
    const { padding = 0, paddingMode = 'zeros' } = options;
    const { name } = this.constructor;
    if (!['zeros', 'reflect', 'replicate', 'circular'].includes(paddingMode)) {
      fail(name, 'there is no such paddingMode', paddingMode, 'give zeros, reflect, replicate or circular');
    }
    this.padding =
      padding === 'same' || padding === 'valid'
        ? padding
        : perAxis(name, 'padding', padding as PerAxis, axes, 0);
    this.paddingMode = paddingMode;
  }

  /** [N, C, …] or [C, …] to as many axes, of `outChannels`. */
  forward(x: Tensor): Tensor {
    const { weight, bias, stride, dilation, groups, padding, paddingMode } = this;
    const conv = [F.conv1d, F.conv2d, F.conv3d][this.axes - 1];
    if (paddingMode === 'zeros') return conv(x, weight, bias, { stride, padding, dilation, groups });
    const mode: PadMode = paddingMode;
    return conv(F.pad(x, this.pads(), mode), weight, bias, { stride, dilation, groups });
  }

  /** Elements before and after each axis, the last one first. */
  private pads(): number[] {
    const { padding, kernelSize, dilation } = this;
    return kernelSize
      .map((size, axis) => {
        if (padding === 'valid') return [0, 0];
        if (padding !== 'same') return [padding[axis], padding[axis]];
        const total = dilation[axis] * (size - 1);
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      })
      .reverse()
      .flat();
  }

  override extraRepr(): string {
    const { padding, paddingMode } = this;
    const isZero = typeof padding !== 'string' && padding.every((each) => each === 0);
    return this.describe(
      !isZero && `padding=${typeof padding === 'string' ? padding : listed(padding)}`,
      paddingMode !== 'zeros' && `paddingMode=${paddingMode}`,
    );
  }
}

/** [N, C, L] or [C, L] to [N, outChannels, L'] (torch.nn.Conv1d). */
export class Conv1d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options?: ConvLayerOptions) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** [N, C, H, W] or [C, H, W] to [N, outChannels, H', W'] (torch.nn.Conv2d). */
export class Conv2d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options?: ConvLayerOptions) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** [N, C, D, H, W] or [C, D, H, W] to [N, outChannels, D', H', W'] (torch.nn.Conv3d). */
export class Conv3d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options?: ConvLayerOptions) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}

abstract class ConvTransposeLayer extends Convolution {
  /** Elements around the input, on both sides of each axis. */
  readonly padding: Shape;
  /** So much more is in the result, at the end of each axis. */
  readonly outputPadding: Shape;

  constructor(
    /** Axes beside batch and channels. */
    readonly axes: 1 | 2 | 3,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvTransposeLayerOptions = {},
  ) {
    super(axes, inChannels, outChannels, kernelSize, options, true);
    const { padding = 0, outputPadding = 0 } = options;
    const { name } = this.constructor;
    this.padding = perAxis(name, 'padding', padding, axes, 0);
    this.outputPadding = perAxis(name, 'outputPadding', outputPadding, axes, 0);
  }

  /** `outputSize`: which of the sizes that the convolution makes this input of; else `outputPadding` decides. */
  forward(x: Tensor, outputSize?: readonly number[]): Tensor {
    const { weight, bias, stride, padding, dilation, groups } = this;
    const outputPadding = outputSize === undefined ? this.outputPadding : this.paddingFor(x, outputSize);
    const convTranspose = [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d][this.axes - 1];
    return convTranspose(x, weight, bias, { stride, padding, outputPadding, dilation, groups });
  }

  private paddingFor(x: Tensor, outputSize: readonly number[]): Shape {
    const { axes, stride, padding, dilation, kernelSize } = this;
    const sizes = x.shape.slice(-axes);
    const least = sizes.map(
      (size, axis) =>
        (size - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (kernelSize[axis] - 1) + 1,
    );
    const wanted = outputSize.slice(-axes);
    const more = least.map((size, axis) => wanted[axis] - size);
    if (wanted.length !== axes || more.some((each, axis) => !(each >= 0 && each < stride[axis]))) {
      const most = least.map((size, axis) => size + stride[axis] - 1);
      const values = `${listed(wanted)}, from ${listed(least)} to ${listed(most)}`;
      fail(this.constructor.name, 'there is no such outputSize', values, 'give one between these');
    }
    return more;
  }

  override extraRepr(): string {
    const { padding, outputPadding } = this;
    return this.describe(
      padding.some((each) => each !== 0) && `padding=${listed(padding)}`,
      outputPadding.some((each) => each !== 0) && `outputPadding=${listed(outputPadding)}`,
    );
  }
}

/** The transposition of Conv1d (torch.nn.ConvTranspose1d). */
export class ConvTranspose1d extends ConvTransposeLayer {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options?: ConvTransposeLayerOptions,
  ) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** The transposition of Conv2d (torch.nn.ConvTranspose2d). */
export class ConvTranspose2d extends ConvTransposeLayer {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options?: ConvTransposeLayerOptions,
  ) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** The transposition of Conv3d (torch.nn.ConvTranspose3d). */
export class ConvTranspose3d extends ConvTransposeLayer {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options?: ConvTransposeLayerOptions,
  ) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}
