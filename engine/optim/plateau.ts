import { noteOptions, rememberFields } from '../history/numbers';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { Optimizer } from './optimizer';
import { eachGroup, type Rated } from './scheduler';

/** Options of `ReduceLROnPlateau`. */
export interface PlateauOptions {
  /** Whether the metric is to become small ('min') or large. */
  readonly mode?: 'min' | 'max';
  /** The rate is multiplied by this; 0.1 by default. */
  readonly factor?: number;
  /** How many epochs without progress are borne; 10 by default. */
  readonly patience?: number;
  /** What counts as progress: by this share of the best so far ('rel'), or by this much ('abs'). */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best ('rel', the default) or a difference ('abs'). */
  readonly thresholdMode?: 'rel' | 'abs';
  /** Epochs after a reduction that are not counted. */
  readonly cooldown?: number;
  /** The rate never falls below; for all groups, or one each. */
  readonly minLr?: number | readonly number[];
  /** A reduction by less is not made. */
  readonly eps?: number;
}

/** Where a `ReduceLROnPlateau` is. */
export interface PlateauState {
  /** Steps made. */
  readonly lastEpoch: number;
  /** The best metric so far. */
  readonly best: number;
  /** Epochs without a better metric. */
  readonly numBadEpochs: number;
  /** Epochs that are left of a cooldown. */
  readonly cooldownCounter: number;
}

/** Reduces the rate when a metric has stopped to improve (torch.optim.lr_scheduler.ReduceLROnPlateau). */
export class ReduceLROnPlateau {
  /** Steps made. */
  lastEpoch = 0;
  /** The best metric so far. */
  best: number;
  /** Epochs since then. */
  numBadEpochs = 0;
  /** Epochs that are left of a cooldown. */
  cooldownCounter = 0;
  /** With the defaults of what was not given. */
  readonly options: Required<PlateauOptions>;
  readonly #groups: readonly Rated[];
  readonly #minima: readonly number[];

  constructor(optimizer: Optimizer<Rated>, options: PlateauOptions = {}) {
    const { mode = 'min', factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = 'rel' } = options;
    const { cooldown = 0, minLr = 0, eps = 1e-8 } = options;
    if (!(factor < 1)) fail('ReduceLROnPlateau', 'invalid factor', String(factor), 'give a number below 1');
    if (mode !== 'min' && mode !== 'max') {
      fail('ReduceLROnPlateau', 'there is no such mode', String(mode), "give 'min' or 'max'");
    }
    if (thresholdMode !== 'rel' && thresholdMode !== 'abs') {
      fail(
        'ReduceLROnPlateau',
        'there is no such thresholdMode',
        String(thresholdMode),
        "give 'rel' or 'abs'",
      );
    }
    this.options = { mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps };
    this.best = mode === 'min' ? Infinity : -Infinity;
    this.#groups = optimizer.paramGroups;
    this.#minima = eachGroup('ReduceLROnPlateau', 'minLr', optimizer, minLr);
  }

  /** `metric` is what the epoch has reached, such as the validation loss. */
  step(metric: number | Tensor): void {
    noteOptions(this.#groups);
    rememberFields(this);
    this.lastEpoch++;
    const value = Number(metric);
    const { patience, cooldown } = this.options;
    if (this.#isBetter(value)) {
      this.best = value;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs++;
    }
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > patience) {
      this.#reduce();
      this.cooldownCounter = cooldown;
      this.numBadEpochs = 0;
    }
    noteOptions(this.#groups);
  }

  #isBetter(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const down = mode === 'min' ? -1 : 1;
    const goal = thresholdMode === 'rel' ? this.best * (1 + down * threshold) : this.best + down * threshold;
    return mode === 'min' ? value < goal : value > goal;
  }

  #reduce(): void {
    const { factor, eps } = this.options;
    this.#groups.forEach((group, i) => {
      const lr = Math.max(group.lr * factor, this.#minima[i]);
      if (group.lr - lr > eps) group.lr = lr;
    });
  }

  /** The present rate of each group. */
  getLastLr(): number[] {
    return this.#groups.map((group) => group.lr);
  }

  /** Where it is, for `loadStateDict`. */
  stateDict(): PlateauState {
    const { lastEpoch, best, numBadEpochs, cooldownCounter } = this;
    return { lastEpoch, best, numBadEpochs, cooldownCounter };
  }

  /** The groups' present rates come with the optimizer's own state. */
  loadStateDict({ lastEpoch, best, numBadEpochs, cooldownCounter }: PlateauState): void {
    rememberFields(this);
    Object.assign(this, { lastEpoch, best, numBadEpochs, cooldownCounter });
  }
}
