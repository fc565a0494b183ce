import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { bilinear, linear } from './functional';
import { kaimingUniform_, uniform_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** Options of `Linear` and `Bilinear`. */
export interface LinearOptions {
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/**
 * y = x Wᵀ + b (torch.nn.Linear): [..., inFeatures] to [..., outFeatures]. Weight and bias start uniform in
 * ±1/√inFeatures.
 */
export class Linear extends Module {
  /** Elements of an input. */
  readonly inFeatures: number;
  /** Elements of an output. */
  readonly outFeatures: number;
  /** [outFeatures, inFeatures] */
  weight: Parameter;
  /** [outFeatures] */
  bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, { bias = true, dtype }: LinearOptions = {}) {
    super();
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, inFeatures], { dtype }));
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  /** [..., inFeatures] to [..., outFeatures]. */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `inFeatures=${this.inFeatures}, outFeatures=${this.outFeatures}, bias=${this.bias !== null}`;
  }
}

/**
 * y = x1ᵀ W x2 + b (torch.nn.Bilinear): [..., in1Features] and [..., in2Features] to [..., outFeatures]. Weight and bias
 * start uniform in ±1/√in1Features.
 */
export class Bilinear extends Module {
  /** [outFeatures, in1Features, in2Features] */
  weight: Parameter;
  /** [outFeatures] */
  bias: Parameter | null;

  constructor(
    /** Elements of a first input. */
    readonly in1Features: number,
    /** Elements of a second input. */
    readonly in2Features: number,
    /** Elements of an output. */
    readonly outFeatures: number,
    { bias = true, dtype }: LinearOptions = {},
  ) {
    super();
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features], { dtype }));
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    for (const parameter of [this.weight, this.bias]) if (parameter) uniform_(parameter, -bound, bound);
  }

  /** [..., in1Features] and [..., in2Features] to [..., outFeatures]. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures, bias } = this;
    return `in1Features=${in1Features}, in2Features=${in2Features}, outFeatures=${outFeatures}, bias=${bias !== null}`;
  }
}

/** Gives back what it gets (torch.nn.Identity). Takes any arguments and does not look at them. */
export class Identity extends Module {
  constructor(..._unused: unknown[]) {
    super();
  }

  /** What it is given. */
  forward(x: Tensor): Tensor {
    return x;
  }
}

/** Makes one axis of the axes from `startDim` to `endDim` (torch.nn.Flatten); by default of all but the batch's. */
export class Flatten extends Module {
  constructor(
    /** The first of the axes that become one. */
    readonly startDim = 1,
    /** The last of them. */
    readonly endDim = -1,
  ) {
    super();
  }

  /** [N, …] to [N, the product of all other sizes], by default. */
  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `startDim=${this.startDim}, endDim=${this.endDim}`;
  }
}

/** Makes several axes of one (torch.nn.Unflatten). */
export class Unflatten extends Module {
  constructor(
    /** The axis that becomes several. */
    readonly dim: number,
    /** Their sizes; -1 is what is left. */
    readonly sizes: readonly number[],
  ) {
    super();
  }

  /** One axis to as many as `sizes` has. */
  forward(x: Tensor): Tensor {
    return x.unflatten(this.dim, this.sizes);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, sizes=[${this.sizes.join(', ')}]`;
  }
}
