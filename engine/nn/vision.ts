import { type PerAxis, requireOptions } from '../ops/windows';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** [..., C r², H, W] to [..., C, H r, W r] (torch.nn.PixelShuffle). */
export class PixelShuffle extends Module {
  constructor(
    /** r */
    readonly upscaleFactor: number,
  ) {
    super();
  }

  /** [..., C r², H, W] to [..., C, H r, W r]. */
  forward(x: Tensor): Tensor {
    return F.pixelShuffle(x, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscaleFactor=${this.upscaleFactor}`;
  }
}

/** [..., C, H r, W r] to [..., C r², H, W] (torch.nn.PixelUnshuffle). */
export class PixelUnshuffle extends Module {
  constructor(
    /** r */
    readonly downscaleFactor: number,
  ) {
    super();
  }

  /** [..., C, H r, W r] to [..., C r², H, W]. */
  forward(x: Tensor): Tensor {
    return F.pixelUnshuffle(x, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscaleFactor=${this.downscaleFactor}`;
  }
}

/** Takes turns between the groups of the channels (torch.nn.ChannelShuffle). */
export class ChannelShuffle extends Module {
  constructor(
    /** Groups of channels that take turns. */
    readonly groups: number,
  ) {
    super();
  }

  /** [N, C, …] to the same. */
  forward(x: Tensor): Tensor {
    return F.channelShuffle(x, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}

/** [N, C, …] in another size (torch.nn.Upsample). */
export class Upsample extends Module {
  /** As they were given. */
  readonly options: F.InterpolateOptions;

  constructor(options: F.InterpolateOptions) {
    super();
    this.options = options;
  }

  /** [N, C, …] to other sizes. */
  forward(x: Tensor): Tensor {
    return F.interpolate(x, this.options);
  }

  override extraRepr(): string {
    return listed(this.options);
  }
}

/** What there is of the size of an image. */
/** How large an image becomes: `size`, or `scaleFactor`. */
export type ImageSize = Pick<F.InterpolateOptions, 'size' | 'scaleFactor'>;

/** [N, C, H, W] in another size, each element its nearest one (torch.nn.UpsamplingNearest2d). */
export class UpsamplingNearest2d extends Upsample {
  constructor({ size, scaleFactor }: ImageSize) {
    super(size === undefined ? { scaleFactor, mode: 'nearest' } : { size, scaleFactor, mode: 'nearest' });
  }
}

/** [N, C, H, W] in another size, bilinear with corners that stay (torch.nn.UpsamplingBilinear2d). */
export class UpsamplingBilinear2d extends Upsample {
  constructor({ size, scaleFactor }: ImageSize) {
    const mode = { mode: 'bilinear', alignCorners: true } as const;
    super(size === undefined ? { scaleFactor, ...mode } : { size, scaleFactor, ...mode });
  }
}

/** [N, C, H, W] to [N, C × patch, number of patches] (torch.nn.Unfold). */
export class Unfold extends Module {
  constructor(
    /** Size of a patch. */
    readonly kernelSize: PerAxis,
    /** As they were given. */
    readonly options: F.FoldOptions = {},
  ) {
    super();
    requireOptions('Unfold', options);
  }

  /** [N, C, H, W] to [N, C · the kernel's size, patches]. */
  forward(x: Tensor): Tensor {
    return F.unfold(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return listed({ kernelSize: this.kernelSize, ...this.options });
  }
}

/** [N, C × patch, number of patches] to [N, C, …outputSize], what overlaps added up (torch.nn.Fold). */
export class Fold extends Module {
  constructor(
    /** Size of the image. */
    readonly outputSize: PerAxis,
    /** Size of a patch. */
    readonly kernelSize: PerAxis,
    /** As they were given. */
    readonly options: F.FoldOptions = {},
  ) {
    super();
    requireOptions('Fold', options);
  }

  /** [N, C · the kernel's size, patches] to [N, C, H, W]. */
  forward(x: Tensor): Tensor {
    return F.fold(x, this.outputSize, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return listed({ outputSize: this.outputSize, kernelSize: this.kernelSize, ...this.options });
  }
}

function listed(options: object): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? `[${value.join(', ')}]` : value}`)
    .join(', ');
}
