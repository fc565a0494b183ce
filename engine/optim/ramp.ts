/** Schedules that go from one rate to another in a number of epochs, such as for a warm-up. */
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';
import { LRScheduler, type Rated } from './scheduler';

/** The first rate times `factor` for `totalIters` epochs, and then the first rate. */
export class ConstantLR extends LRScheduler {
  /** What the first rate is multiplied by. */
  readonly factor: number;
  /** Epochs until the end. */
  readonly totalIters: number;

  constructor(
    optimizer: Optimizer<Rated>,
    {
      factor = 1 / 3,
      totalIters = 5,
    }: {
      /** What the first rate is multiplied by. */
      factor?: number;
      /** Epochs until the end. */
      totalIters?: number;
    } = {},
  ) {
    super(optimizer);
    if (!(factor >= 0 && factor <= 1)) {
      fail('ConstantLR', 'invalid factor', String(factor), 'give a number from 0 to 1');
    }
    this.factor = factor;
    this.totalIters = totalIters;
    this.begin();
  }

  protected override first(lr: number): number {
    return lr * this.factor;
  }

  protected rate(lr: number): number {
    return this.lastEpoch === this.totalIters ? lr / this.factor : lr;
  }
}

/** The first rate times a factor that goes straight from `startFactor` to `endFactor` in `totalIters` epochs. */
export class LinearLR extends LRScheduler {
  /** What the first rate is multiplied by at the start. */
  readonly startFactor: number;
  /** What the first rate is multiplied by at the end. */
  readonly endFactor: number;
  /** Epochs until the end. */
  readonly totalIters: number;

  constructor(
    optimizer: Optimizer<Rated>,
    {
      startFactor = 1 / 3,
      endFactor = 1,
      totalIters = 5,
    }: {
      /** What the first rate is multiplied by at the start. */
      startFactor?: number;
      /** What the first rate is multiplied by at the end. */
      endFactor?: number;
      /** Epochs until the end. */
      totalIters?: number;
    } = {},
  ) {
    super(optimizer);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.begin();
  }

  protected override first(lr: number): number {
    return lr * this.startFactor;
  }

  protected rate(lr: number): number {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch > totalIters) return lr;
    const rise = endFactor - startFactor;
    return lr * (1 + rise / (totalIters * startFactor + (lastEpoch - 1) * rise));
  }
}

/** The first rate times (1 - epoch / totalIters) to the `power`, and then 0. */
export class PolynomialLR extends LRScheduler {
  /** Epochs until the end. */
  readonly totalIters: number;
  /** Of the way that is left. */
  readonly power: number;

  constructor(
    optimizer: Optimizer<Rated>,
    {
      totalIters = 5,
      power = 1,
    }: {
      /** Epochs until the end. */
      totalIters?: number;
      /** Of the way that is left. */
      power?: number;
    } = {},
  ) {
    super(optimizer);
    this.totalIters = totalIters;
    this.power = power;
  }

  protected rate(lr: number): number {
    const { totalIters, power, lastEpoch } = this;
    if (lastEpoch > totalIters) return lr;
    return lr * ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power;
  }
}
