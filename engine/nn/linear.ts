import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { linear } from './functional';
import { kaimingUniform_, uniform_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

export interface LinearOptions {
  readonly bias?: boolean;
  readonly dtype?: DType;
}

/**
 * y = x Wᵀ + b (torch.nn.Linear): [..., inFeatures] to [..., outFeatures]. Weight and bias start uniform in
 * ±1/√inFeatures.
 */
export class Linear extends Module {
  readonly inFeatures: number;
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

  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `inFeatures=${this.inFeatures}, outFeatures=${this.outFeatures}, bias=${this.bias !== null}`;
  }
}

/** Gives back what it gets (torch.nn.Identity). Takes any arguments and does not look at them. */
export class Identity extends Module {
  constructor(..._unused: unknown[]) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x;
  }
}

/** Makes one axis of the axes from `startDim` to `endDim` (torch.nn.Flatten); by default of all but the batch's. */
export class Flatten extends Module {
  constructor(
    readonly startDim = 1,
    readonly endDim = -1,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `startDim=${this.startDim}, endDim=${this.endDim}`;
  }
}
