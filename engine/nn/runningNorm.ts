/** Normalisation that keeps running statistics of what it has seen. */
import { noGrad } from '../autograd/mode';
import { empty, zeros } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { ones_, zeros_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** Options of batch and instance normalisation. */
export interface RunningNormOptions {
  /** Added to the variance. */
  readonly eps?: number;
  /** How much of a batch comes into the running statistics; null: all batches count the same. */
  readonly momentum?: number | null;
  /** Whether there are a weight and a bias. */
  readonly affine?: boolean;
  /** Whether there are running statistics, which are used after `eval()`. */
  readonly trackRunningStats?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

abstract class RunningNorm extends Module {
  /** Added to the variance. */
  readonly eps: number;
  /** How much of a batch comes into the running statistics; null: all batches count the same. */
  momentum: number | null;
  /** Whether there are running statistics. */
  readonly trackRunningStats: boolean;
  /** [numFeatures] */
  weight: Parameter | null;
  /** [numFeatures] */
  bias: Parameter | null;
  /** [numFeatures] */
  declare runningMean: Tensor | null;
  /** [numFeatures] */
  declare runningVar: Tensor | null;
  /** int64 */
  declare numBatchesTracked: Tensor | null;

  constructor(
    /** Channels of the input. */
    readonly numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, dtype }: RunningNormOptions,
  ) {
    super();
    this.eps = eps;
    this.momentum = momentum;
    this.trackRunningStats = trackRunningStats;
    const values = (tracked: boolean) => (tracked ? empty([numFeatures], { dtype }) : null);
    this.weight = affine ? new Parameter(empty([numFeatures], { dtype })) : null;
    this.bias = affine ? new Parameter(empty([numFeatures], { dtype })) : null;
    this.registerBuffer('runningMean', values(trackRunningStats));
    this.registerBuffer('runningVar', values(trackRunningStats));
    this.registerBuffer('numBatchesTracked', trackRunningStats ? zeros([], { dtype: 'int64' }) : null);
    this.resetParameters();
  }

  /** Mean 0 and variance 1, of no batch. */
  resetRunningStats(): void {
    if (this.runningMean) zeros_(this.runningMean);
    if (this.runningVar) ones_(this.runningVar);
    if (this.numBatchesTracked) zeros_(this.numBatchesTracked);
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  /** Counts a batch in training. How much of it comes into the running statistics. */
  protected countBatch(): number {
    const { numBatchesTracked, momentum } = this;
    if (this.training && numBatchesTracked) {
      noGrad(() => numBatchesTracked.add_(1));
      if (momentum === null) return 1 / numBatchesTracked.item();
    }
    return momentum ?? 0;
  }

  /** What the function of this layer is told. */
  protected get running(): F.RunningOptions {
    const { runningMean, runningVar, weight, bias, eps } = this;
    return { runningMean, runningVar, weight, bias, eps };
  }

  override extraRepr(): string {
    const { numFeatures, eps, momentum, weight, trackRunningStats } = this;
    const affine = `affine=${weight !== null}, trackRunningStats=${trackRunningStats}`;
    return `${numFeatures}, eps=${eps}, momentum=${momentum}, ${affine}`;
  }

  /** Throws where the input has not so many axes, or other channels. */
  protected requireAxes(x: Tensor, ...axes: number[]): void {
    const { name } = this.constructor;
    if (!axes.includes(x.ndim)) {
      fail(name, `the input has not ${axes.join(' or ')} axes`, shapeText(x.shape), 'reshape it');
    }
    const channel = x.ndim === axes[0] && name.startsWith('Instance') ? 0 : 1;
    if (x.shape[channel] !== this.numFeatures) {
      const values = `${x.shape[channel]} in ${shapeText(x.shape)}, ${this.numFeatures} in the layer`;
      fail(name, 'the number of channels differs', values, 'make the layer with as many as the input has');
    }
  }
}

/** What the layers of batch normalisation have in common. */
export abstract class BatchNorm extends RunningNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super(numFeatures, options);
  }

  /** By the batch while training, else by the running statistics. */
  protected normalize(x: Tensor): Tensor {
    const momentum = this.countBatch();
    const { running } = this;
    if (this.training || !running.runningMean) {
      const tracked = this.training ? running : { ...running, runningMean: null, runningVar: null };
      return F.batchNorm(x, { ...tracked, training: true, momentum });
    }
    return F.batchNorm(x, running);
  }
}

/** Batch normalisation of [N, C] or [N, C, L] (torch.nn.BatchNorm1d; Ioffe and Szegedy 2015). */
export class BatchNorm1d extends BatchNorm {
  /** [N, C] or [N, C, L] to the same. */
  forward(x: Tensor): Tensor {
    this.requireAxes(x, 2, 3);
    return this.normalize(x);
  }
}

/** Batch normalisation of [N, C, H, W] (torch.nn.BatchNorm2d). */
export class BatchNorm2d extends BatchNorm {
  /** [N, C, H, W] to the same. */
  forward(x: Tensor): Tensor {
    this.requireAxes(x, 4);
    return this.normalize(x);
  }
}

/** Batch normalisation of [N, C, D, H, W] (torch.nn.BatchNorm3d). */
export class BatchNorm3d extends BatchNorm {
  /** [N, C, D, H, W] to the same. */
  forward(x: Tensor): Tensor {
    this.requireAxes(x, 5);
    return this.normalize(x);
  }
}

abstract class InstanceNorm extends RunningNorm {
  constructor(
    numFeatures: number,
    { affine = false, trackRunningStats = false, ...options }: RunningNormOptions = {},
  ) {
    super(numFeatures, { affine, trackRunningStats, ...options });
  }

  /** `axes` without a batch. */
  protected normalize(x: Tensor, axes: number): Tensor {
    this.requireAxes(x, axes, axes + 1);
    if (x.ndim === axes) return this.normalize(x.unsqueeze(0), axes).squeeze(0);
    const useInputStats = this.training || !this.runningMean;
    return F.instanceNorm(x, { ...this.running, useInputStats, momentum: this.momentum ?? 0 });
  }
}

/** Instance normalisation of [N, C, L] or [C, L] (torch.nn.InstanceNorm1d; Ulyanov et al. 2016). */
export class InstanceNorm1d extends InstanceNorm {
  /** [N, C, L] or [C, L] to the same. */
  forward(x: Tensor): Tensor {
    return this.normalize(x, 2);
  }
}

/** Instance normalisation of [N, C, H, W] or [C, H, W] (torch.nn.InstanceNorm2d). */
export class InstanceNorm2d extends InstanceNorm {
  /** [N, C, H, W] or [C, H, W] to the same. */
  forward(x: Tensor): Tensor {
    return this.normalize(x, 3);
  }
}

/** Instance normalisation of [N, C, D, H, W] or [C, D, H, W] (torch.nn.InstanceNorm3d). */
export class InstanceNorm3d extends InstanceNorm {
  /** [N, C, D, H, W] or [C, D, H, W] to the same. */
  forward(x: Tensor): Tensor {
    return this.normalize(x, 4);
  }
}
