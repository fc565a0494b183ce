/** Activations made of pieces. A single parameter is given by its place: `new nn.LeakyReLU(0.2)`. */
import { full } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';
import { Parameter } from './parameter';

/** max(x, 0) (torch.nn.ReLU). */
export class ReLU extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.relu(x);
  }
}

/** x from 0 to 6 (torch.nn.ReLU6). */
export class ReLU6 extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.relu6(x);
  }
}

/** x where it is positive, else x · negativeSlope (torch.nn.LeakyReLU). */
export class LeakyReLU extends Module {
  constructor(
    /** The slope below 0. */
    readonly negativeSlope = 0.01,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  override extraRepr(): string {
    return `negativeSlope=${this.negativeSlope}`;
  }
}

/** x where it is positive, else alpha (e^x - 1) (torch.nn.ELU). */
export class ELU extends Module {
  constructor(
    /** -alpha is the limit below 0. */
    readonly alpha = 1,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.elu(x, { alpha: this.alpha });
  }

  override extraRepr(): string {
    return `alpha=${this.alpha}`;
  }
}

/** A scaled ELU that keeps mean 0 and variance 1 (torch.nn.SELU). */
export class SELU extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.selu(x);
  }
}

/** x where it is positive, else alpha (e^(x/alpha) - 1) (torch.nn.CELU). */
export class CELU extends Module {
  constructor(
    /** -alpha is the limit below 0. */
    readonly alpha = 1,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.celu(x, { alpha: this.alpha });
  }

  override extraRepr(): string {
    return `alpha=${this.alpha}`;
  }
}

/** relu6(x + 3) / 6 (torch.nn.Hardsigmoid). */
export class Hardsigmoid extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.hardsigmoid(x);
  }
}

/** x relu6(x + 3) / 6 (torch.nn.Hardswish). */
export class Hardswish extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.hardswish(x);
  }
}

/** x moved by `lambd` towards 0, and 0 from -lambd to lambd (torch.nn.Softshrink). */
export class Softshrink extends Module {
  constructor(
    /** Half the width of what becomes 0. */
    readonly lambd = 0.5,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.softshrink(x, { lambd: this.lambd });
  }

  override extraRepr(): string {
    return `lambd=${this.lambd}`;
  }
}

/** x, and 0 from -lambd to lambd (torch.nn.Hardshrink). */
export class Hardshrink extends Module {
  constructor(
    /** Half the width of what becomes 0. */
    readonly lambd = 0.5,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.hardshrink(x, { lambd: this.lambd });
  }

  override extraRepr(): string {
    return `lambd=${this.lambd}`;
  }
}

/** Options of `Hardtanh`. */
export interface HardtanhOptions {
  /** The least output; -1 by default. */
  readonly minVal?: number;
  /** The greatest output; 1 by default. */
  readonly maxVal?: number;
}

/** x within the bounds (torch.nn.Hardtanh). */
export class Hardtanh extends Module {
  /** The least output; -1 by default. */
  readonly minVal: number;
  /** The greatest output; 1 by default. */
  readonly maxVal: number;

  constructor({ minVal = -1, maxVal = 1 }: HardtanhOptions = {}) {
    super();
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.hardtanh(x, { minVal: this.minVal, maxVal: this.maxVal });
  }

  override extraRepr(): string {
    return `minVal=${this.minVal}, maxVal=${this.maxVal}`;
  }
}

/** Options of `RReLU`. */
export interface RReLUBounds {
  /** The least slope. */
  readonly lower?: number;
  /** The greatest slope. */
  readonly upper?: number;
}

/** A leaky relu whose slope is drawn anew for each element in training, and after `eval()` is the mean (torch.nn.RReLU). */
export class RReLU extends Module {
  /** The least slope. */
  readonly lower: number;
  /** The greatest slope. */
  readonly upper: number;

  constructor({ lower = 1 / 8, upper = 1 / 3 }: RReLUBounds = {}) {
    super();
    this.lower = lower;
    this.upper = upper;
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.rrelu(x, { lower: this.lower, upper: this.upper, training: this.training });
  }

  override extraRepr(): string {
    return `lower=${this.lower}, upper=${this.upper}`;
  }
}

/** x where it is more than `threshold`, else `value` (torch.nn.Threshold). */
export class Threshold extends Module {
  constructor(
    /** What is more than it stays. */
    readonly threshold: number,
    /** What stands for the rest. */
    readonly value: number,
  ) {
    super();
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.threshold(x, this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}`;
  }
}

/** Options of `PReLU`. */
export interface PReLUOptions {
  /** 1, or the number of channels. */
  readonly numParameters?: number;
  /** The slope below 0 at the start. */
  readonly init?: number;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** x where it is positive, else x times a trained slope, one for all or one a channel (torch.nn.PReLU). */
export class PReLU extends Module {
  /** Slopes: 1, or one a channel. */
  readonly numParameters: number;
  /** The slope below 0 at the start. */
  readonly init: number;
  /** [numParameters] */
  weight: Parameter;

  constructor({ numParameters = 1, init = 0.25, dtype = 'float32' }: PReLUOptions = {}) {
    super();
    this.numParameters = numParameters;
    this.init = init;
    this.weight = new Parameter(full([numParameters], init, { dtype }));
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.prelu(x, this.weight);
  }

  override extraRepr(): string {
    return `numParameters=${this.numParameters}`;
  }
}
