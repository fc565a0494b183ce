/** Activations along an axis. */
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** e^x over its sum along `dim` (torch.nn.Softmax). */
export class Softmax extends Module {
  constructor(
    /** The axis whose elements sum to 1. */
    readonly dim: number,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.softmax(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** Logarithm of the softmax, without its overflow (torch.nn.LogSoftmax). */
export class LogSoftmax extends Module {
  constructor(
    /** The axis whose elements sum to 1. */
    readonly dim: number,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.logSoftmax(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** The softmax of -x along `dim` (torch.nn.Softmin). */
export class Softmin extends Module {
  constructor(
    /** The axis whose elements sum to 1. */
    readonly dim: number,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.softmin(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** The softmax over the channels of [N, C, H, W] or [C, H, W] (torch.nn.Softmax2d). */
export class Softmax2d extends Module {
  /** [N, C, H, W] or [C, H, W] to the same. */
  forward(x: Tensor): Tensor {
    if (x.ndim !== 3 && x.ndim !== 4) {
      fail('Softmax2d', 'the input is no image', shapeText(x.shape), 'give [N, C, H, W] or [C, H, W]');
    }
    return F.softmax(x, -3);
  }
}
