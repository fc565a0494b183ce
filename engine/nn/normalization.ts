import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { layerNorm } from './functional';
import { ones_, zeros_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

export interface LayerNormOptions {
  /** Added to the variance. */
  readonly eps?: number;
  readonly elementwiseAffine?: boolean;
  readonly bias?: boolean;
  readonly dtype?: DType;
}

/**
 * Zero mean and unit variance over the last axes, whose sizes are `normalizedShape`, then times weight plus bias
 * (torch.nn.LayerNorm; Ba et al. 2016).
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  weight: Parameter | null;
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

  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override extraRepr(): string {
    const affine = this.weight !== null;
    return `[${this.normalizedShape.join(', ')}], eps=${this.eps}, elementwiseAffine=${affine}`;
  }
}
