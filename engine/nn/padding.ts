/** Layers that put elements around their input. */

import { requireTensor } from '../ops/dispatch';
import type { PadMode } from '../ops/pad';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { pad } from './functional';
import { Module } from './module';

/** One number for all ends, or one each: before and after the last axis, then the one before it, … */
export type Padding = number | readonly number[];

abstract class Pad extends Module {
  /** Before and after the last axis, then the one before it, …. */
  readonly padding: readonly number[];

  constructor(
    /** Axes beside batch and channels. */
    readonly axes: 1 | 2 | 3,
    padding: Padding,
    /** What is put around. */
    readonly mode: PadMode,
    /** The number that is put around where the mode is 'constant'. */
    readonly value = 0,
  ) {
    super();
    this.padding = typeof padding === 'number' ? new Array<number>(2 * axes).fill(padding) : [...padding];
    if (this.padding.length !== 2 * axes) {
      const { name } = this.constructor;
      fail(name, 'the padding does not fit', shapeText(this.padding), `give one number or ${2 * axes}`);
    }
  }

  /** [N, C, …] or [C, …] to the same with longer axes. */
  forward(x: Tensor): Tensor {
    const { axes, mode, padding, value } = this;
    const { name } = this.constructor;
    requireTensor(name, 'the input', x);
    if (mode !== 'constant' && x.ndim !== axes + 1 && x.ndim !== axes + 2) {
      fail(name, `the input has not ${axes + 1} or ${axes + 2} axes`, shapeText(x.shape), 'reshape it');
    }
    return pad(x, padding, mode, value);
  }

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    return shapeText(this.padding);
  }
}

/** The input in a mirror, without its outermost elements at the ends of [N, C, L] or [C, L] (torch.nn.ReflectionPad1d). */
export class ReflectionPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'reflect');
  }
}

/** The input in a mirror, without its outermost elements at the ends of [N, C, H, W] or [C, H, W] (torch.nn.ReflectionPad2d). */
export class ReflectionPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'reflect');
  }
}

/** The input in a mirror, without its outermost elements at the ends of [N, C, D, H, W] or [C, D, H, W] (torch.nn.ReflectionPad3d). */
export class ReflectionPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'reflect');
  }
}

/** The outermost elements repeated at the ends of [N, C, L] or [C, L] (torch.nn.ReplicationPad1d). */
export class ReplicationPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'replicate');
  }
}

/** The outermost elements repeated at the ends of [N, C, H, W] or [C, H, W] (torch.nn.ReplicationPad2d). */
export class ReplicationPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'replicate');
  }
}

/** The outermost elements repeated at the ends of [N, C, D, H, W] or [C, D, H, W] (torch.nn.ReplicationPad3d). */
export class ReplicationPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'replicate');
  }
}

/** The input again at the ends of [N, C, L] or [C, L] (torch.nn.CircularPad1d). */
export class CircularPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'circular');
  }
}

/** The input again at the ends of [N, C, H, W] or [C, H, W] (torch.nn.CircularPad2d). */
export class CircularPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'circular');
  }
}

/** The input again at the ends of [N, C, D, H, W] or [C, D, H, W] (torch.nn.CircularPad3d). */
export class CircularPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'circular');
  }
}

/** Zeros at the ends of [N, C, L] or [C, L] (torch.nn.ZeroPad1d). */
export class ZeroPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'constant');
  }
}

/** Zeros at the ends of [N, C, H, W] or [C, H, W] (torch.nn.ZeroPad2d). */
export class ZeroPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'constant');
  }
}

/** Zeros at the ends of [N, C, D, H, W] or [C, D, H, W] (torch.nn.ZeroPad3d). */
export class ZeroPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'constant');
  }
}

abstract class ConstantPad extends Pad {
  constructor(axes: 1 | 2 | 3, padding: Padding, value: number) {
    super(axes, padding, 'constant', value);
  }

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    return `${super.extraRepr()}, value=${this.value}`;
  }
}

/** A number at the ends of [N, C, L] or [C, L] (torch.nn.ConstantPad1d). */
export class ConstantPad1d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(1, padding, value);
  }
}

/** A number at the ends of [N, C, H, W] or [C, H, W] (torch.nn.ConstantPad2d). */
export class ConstantPad2d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(2, padding, value);
  }
}

/** A number at the ends of [N, C, D, H, W] or [C, D, H, W] (torch.nn.ConstantPad3d). */
export class ConstantPad3d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(3, padding, value);
  }
}
