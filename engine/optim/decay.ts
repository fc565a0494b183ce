/** Schedules that multiply the rate: once, sometimes, always, or by any function. */
import type { Optimizer } from './optimizer';
import { eachGroup, LRScheduler, type Rated } from './scheduler';

/** Times `gamma` every `stepSize` epochs. */
export class StepLR extends LRScheduler {
  /** What the rate is multiplied by. */
  readonly gamma: number;

  constructor(
    optimizer: Optimizer<Rated>,
    /** Epochs between changes. */
    readonly stepSize: number,
    {
      gamma = 0.1,
    }: {
      /** What the rate is multiplied by. */
      gamma?: number;
    } = {},
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
  /** What the rate is multiplied by. */
  readonly gamma: number;

  constructor(
    optimizer: Optimizer<Rated>,
    /** The epochs at which the rate changes. */
    readonly milestones: readonly number[],
    {
      gamma = 0.1,
    }: {
      /** What the rate is multiplied by. */
      gamma?: number;
    } = {},
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
    /** What the rate is multiplied by. */
    readonly gamma: number,
  ) {
    super(optimizer);
  }

  protected rate(lr: number): number {
    return lr * this.gamma;
  }
}

/** A function of the epoch for all groups, or one each. */
export type Factor = ((epoch: number) => number) | readonly ((epoch: number) => number)[];

/** The first rate times `factor(epoch)`; one function for all groups, or one each. */
export class LambdaLR extends LRScheduler {
  readonly #factors: readonly ((epoch: number) => number)[];

  constructor(optimizer: Optimizer<Rated>, factor: Factor) {
    super(optimizer);
    this.#factors = eachGroup('LambdaLR', 'function', optimizer, factor);
    this.begin();
  }

  protected override first(_lr: number, group: number): number {
    return this.rate(_lr, this.baseLrs[group], group);
  }

  protected rate(_lr: number, base: number, group: number): number {
    return base * this.#factors[group](this.lastEpoch);
  }
}

/** Times `factor(epoch)` every epoch from 1 on; one function for all groups, or one each. */
export class MultiplicativeLR extends LRScheduler {
  readonly #factors: readonly ((epoch: number) => number)[];

  constructor(optimizer: Optimizer<Rated>, factor: Factor) {
    super(optimizer);
    this.#factors = eachGroup('MultiplicativeLR', 'function', optimizer, factor);
  }

  protected rate(lr: number, _base: number, group: number): number {
    return lr * this.#factors[group](this.lastEpoch);
  }

  /** Goes on from the present rates: only they are known. */
  override restart(): void {
    this.lastEpoch = -1;
    this.step();
  }
}
