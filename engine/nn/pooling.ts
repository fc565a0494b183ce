/** Layers that join windows of images. */
import type { Extreme } from '../ops/extremes';
import { type OutputSize, type PerAxis, requireOptions } from '../ops/windows';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

function text(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** Windows of a size, with options. */
abstract class Windowed<Options extends object> extends Module {
  /** As they were given. */
  readonly options: Options;

  constructor(
    /** Size of a window along each axis. */
    readonly kernelSize: PerAxis,
    options: Options,
  ) {
    super();
    requireOptions(this.constructor.name, options);
    this.options = options;
  }

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    const options = { kernelSize: this.kernelSize, ...this.options };
    return Object.entries(options)
      .map(([name, value]) => `${name}=${text(value)}`)
      .join(', ');
  }
}

/** { values, indices } where the options ask for indices, else the values. */
export type Largest<Options> = Options extends F.WithIndices ? Extreme : Tensor;

abstract class MaxPool<const Options extends F.MaxPoolOptions> extends Windowed<Options> {
  constructor(kernelSize: PerAxis, options?: Options) {
    super(kernelSize, options ?? ({} as Options));
  }
}

/** Largest elements of windows of [N, C, L] or [C, L]; with `returnIndices` { values, indices } (torch.nn.MaxPool1d). */
export class MaxPool1d<const Options extends F.MaxPoolOptions = object> extends MaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.maxPool1d(x, this.kernelSize, this.options as F.MaxPoolOptions) as Largest<Options>;
  }
}

/** Largest elements of windows of [N, C, H, W] or [C, H, W] (torch.nn.MaxPool2d). */
export class MaxPool2d<const Options extends F.MaxPoolOptions = object> extends MaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.maxPool2d(x, this.kernelSize, this.options as F.MaxPoolOptions) as Largest<Options>;
  }
}

/** Largest elements of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.MaxPool3d). */
export class MaxPool3d<const Options extends F.MaxPoolOptions = object> extends MaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.maxPool3d(x, this.kernelSize, this.options as F.MaxPoolOptions) as Largest<Options>;
  }
}

abstract class MaxUnpool extends Windowed<Omit<F.MaxUnpoolOptions, 'outputSize'>> {
  constructor(kernelSize: PerAxis, options: Omit<F.MaxUnpoolOptions, 'outputSize'> = {}) {
    super(kernelSize, options);
  }
}

/** The way back from MaxPool1d (torch.nn.MaxUnpool1d). */
export class MaxUnpool1d extends MaxUnpool {
  /** Pooled elements and their places, both [N, C, …] or [C, …], to as many axes: zeros elsewhere. */
  forward(x: Tensor, indices: Tensor, outputSize?: readonly number[]): Tensor {
    return F.maxUnpool1d(x, indices, this.kernelSize, { ...this.options, outputSize });
  }
}

/** The way back from MaxPool2d (torch.nn.MaxUnpool2d). */
export class MaxUnpool2d extends MaxUnpool {
  /** Pooled elements and their places, both [N, C, …] or [C, …], to as many axes: zeros elsewhere. */
  forward(x: Tensor, indices: Tensor, outputSize?: readonly number[]): Tensor {
    return F.maxUnpool2d(x, indices, this.kernelSize, { ...this.options, outputSize });
  }
}

/** The way back from MaxPool3d (torch.nn.MaxUnpool3d). */
export class MaxUnpool3d extends MaxUnpool {
  /** Pooled elements and their places, both [N, C, …] or [C, …], to as many axes: zeros elsewhere. */
  forward(x: Tensor, indices: Tensor, outputSize?: readonly number[]): Tensor {
    return F.maxUnpool3d(x, indices, this.kernelSize, { ...this.options, outputSize });
  }
}

/** Means of windows of [N, C, L] or [C, L] (torch.nn.AvgPool1d). */
export class AvgPool1d extends Windowed<F.AvgPoolOptions> {
  constructor(kernelSize: PerAxis, options: F.AvgPoolOptions = {}) {
    super(kernelSize, options);
  }

  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.avgPool1d(x, this.kernelSize, this.options);
  }
}

abstract class AvgPool extends Windowed<F.AvgPoolDivisorOptions> {
  constructor(kernelSize: PerAxis, options: F.AvgPoolDivisorOptions = {}) {
    super(kernelSize, options);
  }
}

/** Means of windows of [N, C, H, W] or [C, H, W] (torch.nn.AvgPool2d). */
export class AvgPool2d extends AvgPool {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.avgPool2d(x, this.kernelSize, this.options);
  }
}

/** Means of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.AvgPool3d). */
export class AvgPool3d extends AvgPool {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.avgPool3d(x, this.kernelSize, this.options);
  }
}

abstract class LPPool extends Windowed<F.LPPoolOptions> {
  constructor(
    /** The p of the norm. */
    readonly normType: number,
    kernelSize: PerAxis,
    options: F.LPPoolOptions = {},
  ) {
    super(kernelSize, options);
  }

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    return `normType=${this.normType}, ${super.extraRepr()}`;
  }
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, L] or [C, L] (torch.nn.LPPool1d). */
export class LPPool1d extends LPPool {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.lpPool1d(x, this.normType, this.kernelSize, this.options);
  }
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, H, W] or [C, H, W] (torch.nn.LPPool2d). */
export class LPPool2d extends LPPool {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.lpPool2d(x, this.normType, this.kernelSize, this.options);
  }
}

/** (Σ xᵖ)^(1/p) of windows of [N, C, D, H, W] or [C, D, H, W] (torch.nn.LPPool3d). */
export class LPPool3d extends LPPool {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.lpPool3d(x, this.normType, this.kernelSize, this.options);
  }
}

/** So many windows, which cover the input. */
abstract class Adaptive extends Module {
  constructor(
    /** Sizes of the result, of which null is the input's. */
    readonly outputSize: OutputSize,
  ) {
    super();
  }

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    return `outputSize=${text(this.outputSize)}`;
  }
}

/** Means of windows that cover [N, C, L] or [C, L] (torch.nn.AdaptiveAvgPool1d). */
export class AdaptiveAvgPool1d extends Adaptive {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.adaptiveAvgPool1d(x, this.outputSize);
  }
}

/** Means of windows that cover [N, C, H, W] or [C, H, W] (torch.nn.AdaptiveAvgPool2d). */
export class AdaptiveAvgPool2d extends Adaptive {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.adaptiveAvgPool2d(x, this.outputSize);
  }
}

/** Means of windows that cover [N, C, D, H, W] or [C, D, H, W] (torch.nn.AdaptiveAvgPool3d). */
export class AdaptiveAvgPool3d extends Adaptive {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Tensor {
    return F.adaptiveAvgPool3d(x, this.outputSize);
  }
}

abstract class AdaptiveMaxPool<const Options extends F.IndicesOption> extends Adaptive {
  /** As they were given. */
  readonly options: Options;

  constructor(outputSize: OutputSize, options?: Options) {
    super(outputSize);
    this.options = options ?? ({} as Options);
  }
}

/** Largest elements of windows that cover [N, C, L] or [C, L] (torch.nn.AdaptiveMaxPool1d). */
export class AdaptiveMaxPool1d<
  const Options extends F.IndicesOption = object,
> extends AdaptiveMaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.adaptiveMaxPool1d(x, this.outputSize, this.options as F.IndicesOption) as Largest<Options>;
  }
}

/** Largest elements of windows that cover [N, C, H, W] or [C, H, W] (torch.nn.AdaptiveMaxPool2d). */
export class AdaptiveMaxPool2d<
  const Options extends F.IndicesOption = object,
> extends AdaptiveMaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.adaptiveMaxPool2d(x, this.outputSize, this.options as F.IndicesOption) as Largest<Options>;
  }
}

/** Largest elements of windows that cover [N, C, D, H, W] or [C, D, H, W] (torch.nn.AdaptiveMaxPool3d). */
export class AdaptiveMaxPool3d<
  const Options extends F.IndicesOption = object,
> extends AdaptiveMaxPool<Options> {
  /** [N, C, …] or [C, …] to as many axes, one element a window. */
  forward(x: Tensor): Largest<Options> {
    return F.adaptiveMaxPool3d(x, this.outputSize, this.options as F.IndicesOption) as Largest<Options>;
  }
}
