/**
 * Learning rates over the epochs, with PyTorch's formulas (torch.optim.lr_scheduler). `step()` comes after the
 * optimizer's, once an epoch, and derives each group's new rate from its present one.
 */
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';

interface Rated {
  lr: number;
}

export interface SchedulerState {
  lastEpoch: number;
  /** The rate that each group began with. */
  baseLrs: number[];
}

export abstract class LRScheduler {
  /** Steps made. */
  lastEpoch = 0;
  baseLrs: number[];
  protected readonly groups: readonly Rated[];

  constructor(optimizer: Optimizer<Rated>) {
    this.groups = optimizer.paramGroups;
    this.baseLrs = this.groups.map((group) => group.lr);
  }

  /** The rate of a group at `lastEpoch`, from its rate one epoch before. */
  protected abstract rate(lr: number, base: number, group: number): number;

  step(): void {
    this.lastEpoch++;
    this.setRates();
  }

  protected setRates(): void {
    this.groups.forEach((group, i) => {
      group.lr = this.rate(group.lr, this.baseLrs[i], i);
    });
  }

  /** The present rate of each group. */
  getLastLr(): number[] {
    return this.groups.map((group) => group.lr);
  }

  stateDict(): SchedulerState {
    return { lastEpoch: this.lastEpoch, baseLrs: [...this.baseLrs] };
  }

  /** The groups' present rates come with the optimizer's own state. */
  loadStateDict({ lastEpoch, baseLrs }: SchedulerState): void {
    if (baseLrs.length !== this.groups.length) {
      fail(
        'loadStateDict',
        'the number of parameter groups differs',
        `${baseLrs.length} in the state, ${this.groups.length} here`,
        'load the state of a scheduler of this optimizer',
      );
    }
    this.lastEpoch = lastEpoch;
    this.baseLrs = [...baseLrs];
  }
}

/** Times `gamma` every `stepSize` epochs. */
export class StepLR extends LRScheduler {
  readonly gamma: number;

  constructor(
    optimizer: Optimizer<Rated>,
    readonly stepSize: number,
    { gamma = 0.1 }: { gamma?: number } = {},
  ) {
    super(optimizer);
    this.gamma = gamma;
  }

  protected rate(lr: number): number {
    return this.lastEpoch % this.stepSize === 0 ? lr * this.gamma : lr;
  }
}

/** Times `gamma` at each of the epochs `milestones`; one that is there twice counts twice. */
export class MultiStepLR extends LRScheduler {
  readonly gamma: number;

  constructor(
    optimizer: Optimizer<Rated>,
    readonly milestones: readonly number[],
    { gamma = 0.1 }: { gamma?: number } = {},
  ) {
    super(optimizer);
    this.gamma = gamma;
  }

  protected rate(lr: number): number {
    const times = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return lr * this.gamma ** times;
  }
}

/** Times `gamma` every epoch. */
export class ExponentialLR extends LRScheduler {
  constructor(
    optimizer: Optimizer<Rated>,
    readonly gamma: number,
  ) {
    super(optimizer);
  }

  protected rate(lr: number): number {
    return lr * this.gamma;
  }
}

/** Half a cosine from the first rate down to `etaMin` in `tMax` epochs, and back (Loshchilov and Hutter 2017). */
export class CosineAnnealingLR extends LRScheduler {
  readonly etaMin: number;

  constructor(
    optimizer: Optimizer<Rated>,
    readonly tMax: number,
    { etaMin = 0 }: { etaMin?: number } = {},
  ) {
    super(optimizer);
    this.etaMin = etaMin;
  }

  protected rate(lr: number, base: number): number {
    const { tMax, etaMin, lastEpoch } = this;
    const height = (epoch: number) => 1 + Math.cos((Math.PI * epoch) / tMax);
    // At the bottom the rate is etaMin, and no ratio leads up from there.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) return lr + ((base - etaMin) * (2 - height(1))) / 2;
    return (height(lastEpoch) / height(lastEpoch - 1)) * (lr - etaMin) + etaMin;
  }
}

/** The first rate times a factor that goes straight from `startFactor` to `endFactor` in `totalIters` epochs. */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(
    optimizer: Optimizer<Rated>,
    {
      startFactor = 1 / 3,
      endFactor = 1,
      totalIters = 5,
    }: { startFactor?: number; endFactor?: number; totalIters?: number } = {},
  ) {
    super(optimizer);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    for (const group of this.groups) group.lr *= startFactor;
  }

  protected rate(lr: number): number {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch > totalIters) return lr;
    const rise = endFactor - startFactor;
    return lr * (1 + rise / (totalIters * startFactor + (lastEpoch - 1) * rise));
  }
}

/** The first rate times `factor(epoch)`; one function for all groups, or one each. */
export class LambdaLR extends LRScheduler {
  readonly #factors: readonly ((epoch: number) => number)[];

  constructor(
    optimizer: Optimizer<Rated>,
    factor: ((epoch: number) => number) | readonly ((epoch: number) => number)[],
  ) {
    super(optimizer);
    this.#factors = typeof factor === 'function' ? this.groups.map(() => factor) : factor;
    if (this.#factors.length !== this.groups.length) {
      fail(
        'LambdaLR',
        'one function a parameter group is needed',
        `${this.#factors.length} for ${this.groups.length} groups`,
        'give one for all, or as many as groups',
      );
    }
    this.setRates();
  }

  protected rate(_lr: number, base: number, group: number): number {
    return base * this.#factors[group](this.lastEpoch);
  }
}
