/** Schedules that follow a cosine. */
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';
import { LRScheduler, type Rated } from './scheduler';

/** Half a cosine from the first rate down to `etaMin` in `tMax` epochs, and back (Loshchilov and Hutter 2017). */
export class CosineAnnealingLR extends LRScheduler {
  /** The rate at the bottom. */
  readonly etaMin: number;

  constructor(
    optimizer: Optimizer<Rated>,
    /** Epochs from the first rate to the bottom. */
    readonly tMax: number,
    {
      etaMin = 0,
    }: {
      /** The rate at the bottom. */
      etaMin?: number;
    } = {},
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

/**
 * Half a cosine from the first rate down to `etaMin`, and again; the first takes `t0` epochs, each other `tMult`
 * times as many as the one before (Loshchilov and Hutter 2017).
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  /** How many times as long each cosine is as the one before. */
  readonly tMult: number;
  /** The rate at the bottom. */
  readonly etaMin: number;

  constructor(
    optimizer: Optimizer<Rated>,
    /** Epochs of the first cosine. */
    readonly t0: number,
    {
      tMult = 1,
      etaMin = 0,
    }: {
      /** How many times as long each cosine is as the one before. */
      tMult?: number;
      /** The rate at the bottom. */
      etaMin?: number;
    } = {},
  ) {
    super(optimizer);
    for (const [name, value] of Object.entries({ t0, tMult })) {
      if (Number.isInteger(value) && value >= 1) continue;
      fail('CosineAnnealingWarmRestarts', `invalid ${name}`, String(value), 'give an integer from 1');
    }
    this.tMult = tMult;
    this.etaMin = etaMin;
  }

  protected rate(_lr: number, base: number): number {
    let [epoch, period] = [this.lastEpoch, this.t0];
    while (epoch >= period) [epoch, period] = [epoch - period, period * this.tMult];
    return this.etaMin + ((base - this.etaMin) * (1 + Math.cos((Math.PI * epoch) / period))) / 2;
  }
}
