import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { groupNorm, type LocalResponseOptions, layerNorm, localResponseNorm, rmsNorm } from './functional';
import { ones_, zeros_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** Options of `LayerNorm`. */
export interface LayerNormOptions {
  /** Added to the variance. */
  readonly eps?: number;
  /** Whether there is a weight, and unless `bias` is false a bias; true by default. */
  readonly elementwiseAffine?: boolean;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/**
 * Zero mean and unit variance over the last axes, whose sizes are `normalizedShape`, then times weight plus bias
 * (torch.nn.LayerNorm; Ba et al. 2016).
 */
export class LayerNorm extends Module {
  /** Sizes of the last axes. */
  readonly normalizedShape: readonly number[];
  /** Added to the variance. */
  readonly eps: number;
  /** Of `normalizedShape`; null where it is not affine. */
  weight: Parameter | null;
  /** Of `normalizedShape`; null where there is none. */
  bias: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = 1e-5, elementwiseAffine = true, bias = true, dtype }: LayerNormOptions = {},
  ) {
    super();
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    this.eps = eps;
    const parameter = () => new Parameter(empty([...this.normalizedShape], { dtype }));
    this.weight = elementwiseAffine ? parameter() : null;
    this.bias = elementwiseAffine && bias ? parameter() : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  /** […, …normalizedShape] to the same. */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override extraRepr(): string {
    const affine = this.weight !== null;
    return `[${this.normalizedShape.join(', ')}], eps=${this.eps}, elementwiseAffine=${affine}`;
  }
}

/** Options of `RMSNorm`. */
export interface RMSNormLayerOptions {
  /** Added to the mean square; by default the distance from 1 to the next number of the dtype. */
  readonly eps?: number | null;
  /** Whether there is a weight; true by default. */
  readonly elementwiseAffine?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** Divides by the root of the mean square over the last axes, then times weight (torch.nn.RMSNorm). */
export class RMSNorm extends Module {
  /** Sizes of the last axes. */
  readonly normalizedShape: readonly number[];
  /** Added to the mean square; null: the dtype's epsilon. */
  readonly eps: number | null;
  /** Of `normalizedShape`; null where it is not affine. */
  weight: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = null, elementwiseAffine = true, dtype }: RMSNormLayerOptions = {},
  ) {
    super();
    this.normalizedShape = [normalizedShape].flat();
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(empty([...this.normalizedShape], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
  }

  /** […, …normalizedShape] to the same. */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, { weight: this.weight, eps: this.eps });
  }

  override extraRepr(): string {
    const affine = this.weight !== null;
    return `[${this.normalizedShape.join(', ')}], eps=${this.eps}, elementwiseAffine=${affine}`;
  }
}

/** Options of `GroupNorm`. */
export interface GroupNormOptions {
  /** Added to the variance. */
  readonly eps?: number;
  /** Whether there are a weight and a bias; true by default. */
  readonly affine?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** Zero mean and unit variance over groups of channels of [N, C, …] (torch.nn.GroupNorm; Wu and He 2018). */
export class GroupNorm extends Module {
  /** Added to the variance. */
  readonly eps: number;
  /** [numChannels] */
  weight: Parameter | null;
  /** [numChannels] */
  bias: Parameter | null;

  constructor(
    /** Groups of channels, each of mean 0 and variance 1. */
    readonly numGroups: number,
    /** Channels of the input. */
    readonly numChannels: number,
    { eps = 1e-5, affine = true, dtype }: GroupNormOptions = {},
  ) {
    super();
    if (numChannels % numGroups !== 0) {
      const values = `${numChannels} channels, ${numGroups} groups`;
      fail('GroupNorm', 'the channels do not fall into the groups', values, 'give a multiple of them');
    }
    this.eps = eps;
    const parameter = () => new Parameter(empty([numChannels], { dtype }));
    this.weight = affine ? parameter() : null;
    this.bias = affine ? parameter() : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  /** [N, C, …] to the same. */
  forward(x: Tensor): Tensor {
    return groupNorm(x, this.numGroups, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${this.eps}, affine=${this.weight !== null}`;
  }
}

/** Divides by what the squares of the channels around are (torch.nn.LocalResponseNorm; Krizhevsky et al. 2012). */
export class LocalResponseNorm extends Module {
  /** Times the mean of the squares. */
  readonly alpha: number;
  /** The power of the divisor. */
  readonly beta: number;
  /** Added below the power. */
  readonly k: number;

  constructor(
    /** Channels that are looked at. */
    readonly size: number,
    { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseOptions = {},
  ) {
    super();
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  /** [N, C, …] to the same. */
  forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.size, { alpha: this.alpha, beta: this.beta, k: this.k });
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${this.alpha}, beta=${this.beta}, k=${this.k}`;
  }
}
