/** Schedules that go up and down, the momentum against the rate (Smith 2017; Smith and Topin 2018). */
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';
import { eachGroup, LRScheduler, type Rated } from './scheduler';

interface MomentumOptions {
  /** Whether the momentum, or the first beta, goes down as the rate goes up; true by default. */
  readonly cycleMomentum?: boolean;
  /** The least momentum, where the rate is highest: 0.85 by default, of `CyclicLR` 0.8; one for all groups, or one each. */
  readonly baseMomentum?: number | readonly number[];
  /** The greatest momentum, where the rate is lowest: 0.95 by default, of `CyclicLR` 0.9; one for all groups, or one each. */
  readonly maxMomentum?: number | readonly number[];
}

/** The lowest and the highest momentum of each group. */
interface Momentums {
  readonly base: readonly number[];
  readonly max: readonly number[];
}

function momentumsOf(
  name: string,
  optimizer: Optimizer<Rated>,
  { cycleMomentum = true, baseMomentum, maxMomentum }: MomentumOptions,
): Momentums | null {
  if (!cycleMomentum) return null;
  const { defaults } = optimizer;
  if (!('momentum' in defaults) && !('betas' in defaults)) {
    const remedy = 'give { cycleMomentum: false }, or another optimizer';
    fail(name, 'the optimizer has no momentum to cycle', optimizer.constructor.name, remedy);
  }
  return {
    base: eachGroup(name, 'baseMomentum', optimizer, baseMomentum as number),
    max: eachGroup(name, 'maxMomentum', optimizer, maxMomentum as number),
  };
}

function setMomentum(group: Rated, momentum: number): void {
  if (group.betas) group.betas = [momentum, group.betas[1]];
  else group.momentum = momentum;
}

/** Options of `OneCycleLR`. */
export interface OneCycleOptions extends MomentumOptions {
  /** Steps of the whole cycle; or give `epochs` and `stepsPerEpoch`. */
  readonly totalSteps?: number;
  /** With `stepsPerEpoch`, instead of `totalSteps`. */
  readonly epochs?: number;
  /** With `epochs`, instead of `totalSteps`. */
  readonly stepsPerEpoch?: number;
  /** Share of the steps in which the rate rises; 0.3 by default. */
  readonly pctStart?: number;
  /** Along half a cosine ('cos', the default), or straight ('linear'). */
  readonly annealStrategy?: 'cos' | 'linear';
  /** The first rate is maxLr / divFactor; 25 by default. */
  readonly divFactor?: number;
  /** The last rate is the first one / finalDivFactor; 10,000 by default. */
  readonly finalDivFactor?: number;
  /** Goes down to the first rate as it rose, and only then to the last. */
  readonly threePhase?: boolean;
}

type Bound = 'initial' | 'max' | 'min';
/** A part of the cycle: where it ends, and between which rates it goes. */
type Phase = readonly [end: number, from: Bound, to: Bound];

/** One rise to `maxLr` and one fall far below the first rate; `step()` comes after each batch. */
export class OneCycleLR extends LRScheduler {
  /** Steps of the whole cycle. */
  readonly totalSteps: number;
  readonly #rates: readonly Readonly<Record<Bound, number>>[];
  readonly #phases: readonly Phase[];
  readonly #momentums: Momentums | null;
  readonly #anneal: 'cos' | 'linear';

  constructor(optimizer: Optimizer<Rated>, maxLr: number | readonly number[], options: OneCycleOptions) {
    const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, threePhase = false } = options;
    const maxima = eachGroup('OneCycleLR', 'maxLr', optimizer, maxLr);
    const steps =
      options.totalSteps ?? (options.epochs ?? Number.NaN) * (options.stepsPerEpoch ?? Number.NaN);
    if (!Number.isInteger(steps) || steps <= 0) {
      const remedy = 'give { totalSteps }, or { epochs, stepsPerEpoch }, as integers from 1';
      fail('OneCycleLR', 'the number of steps is not known', String(steps), remedy);
    }
    if (!(pctStart >= 0 && pctStart <= 1)) {
      fail('OneCycleLR', 'invalid pctStart', String(pctStart), 'give a number from 0 to 1');
    }
    const momentum = { baseMomentum: 0.85, maxMomentum: 0.95, ...options };
    const momentums = momentumsOf('OneCycleLR', optimizer, momentum);
    const rates = maxima.map((max) => {
      const initial = max / divFactor;
      return { initial, max, min: initial / finalDivFactor };
    });
    optimizer.paramGroups.forEach((group, i) => {
      group.initialLr = rates[i].initial;
    });
    super(optimizer);
    this.totalSteps = steps;
    this.#rates = rates;
    this.#momentums = momentums;
    this.#anneal = options.annealStrategy ?? 'cos';
    const top = pctStart * steps - 1;
    this.#phases = threePhase
      ? [
          [top, 'initial', 'max'],
          [2 * pctStart * steps - 2, 'max', 'initial'],
          [steps - 1, 'initial', 'min'],
        ]
      : [
          [top, 'initial', 'max'],
          [steps - 1, 'max', 'min'],
        ];
    this.begin();
  }

  protected override first(_lr: number, group: number): number {
    return this.rate(_lr, _lr, group);
  }

  protected rate(_lr: number, _base: number, group: number): number {
    const { lastEpoch, totalSteps } = this;
    if (lastEpoch > totalSteps) {
      fail(
        'OneCycleLR',
        'the cycle is over',
        `step ${lastEpoch} of ${totalSteps}`,
        'give a larger totalSteps',
      );
    }
    const phases = this.#phases;
    const found = phases.findIndex(([end]) => lastEpoch <= end);
    const at = found < 0 ? phases.length - 1 : found;
    const [end, from, to] = phases[at];
    const start = at === 0 ? 0 : phases[at - 1][0];
    const share = (lastEpoch - start) / (end - start);
    const between = (a: number, b: number) =>
      this.#anneal === 'cos' ? b + ((a - b) / 2) * (Math.cos(Math.PI * share) + 1) : (b - a) * share + a;
    const momentums = this.#momentums;
    if (momentums) {
      const momentum = (bound: Bound) => (bound === 'max' ? momentums.base : momentums.max)[group];
      setMomentum(this.groups[group], between(momentum(from), momentum(to)));
    }
    const rates = this.#rates[group];
    return between(rates[from], rates[to]);
  }
}

/** Options of `CyclicLR`. */
export interface CyclicOptions extends MomentumOptions {
  /** Steps from `baseLr` to `maxLr`; 2000 by default. */
  readonly stepSizeUp?: number;
  /** Steps back; as many as up by default. */
  readonly stepSizeDown?: number;
  /** 'triangular2' halves the height each cycle, 'expRange' multiplies it by `gamma` each step. */
  readonly mode?: 'triangular' | 'triangular2' | 'expRange';
  /** What the height of 'expRange' is multiplied by in each step. */
  readonly gamma?: number;
  /** Height from the number of the cycle (from 1) or of the step, in place of `mode`'s. */
  readonly scaleFn?: (x: number) => number;
  /** Whether `scaleFn` is given the cycle or the step. */
  readonly scaleMode?: 'cycle' | 'iterations';
}

/** Up from `baseLr` to `maxLr` and down again, over and over; `step()` comes after each batch. */
export class CyclicLR extends LRScheduler {
  readonly #maxima: readonly number[];
  readonly #up: number;
  readonly #down: number;
  readonly #momentums: Momentums | null;
  /** Height of the cycle at a step. */
  readonly #height: (cycle: number, step: number) => number;

  constructor(
    optimizer: Optimizer<Rated>,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicOptions = {},
  ) {
    const { stepSizeUp = 2000, stepSizeDown = stepSizeUp, mode = 'triangular', gamma = 1, scaleFn } = options;
    const bases = eachGroup('CyclicLR', 'baseLr', optimizer, baseLr);
    const maxima = eachGroup('CyclicLR', 'maxLr', optimizer, maxLr);
    if (!scaleFn && !['triangular', 'triangular2', 'expRange'].includes(mode)) {
      fail(
        'CyclicLR',
        'there is no such mode',
        String(mode),
        "give 'triangular', 'triangular2' or 'expRange'",
      );
    }
    const momentum = { baseMomentum: 0.8, maxMomentum: 0.9, ...options };
    const momentums = momentumsOf('CyclicLR', optimizer, momentum);
    super(optimizer);
    this.baseLrs = [...bases];
    this.#maxima = maxima;
    this.#up = stepSizeUp;
    this.#down = stepSizeDown;
    this.#momentums = momentums;
    if (scaleFn) {
      const { scaleMode = 'cycle' } = options;
      this.#height = (cycle, step) => scaleFn(scaleMode === 'cycle' ? cycle : step);
    } else if (mode === 'triangular2') this.#height = (cycle) => 0.5 ** (cycle - 1);
    else if (mode === 'expRange') this.#height = (_, step) => gamma ** step;
    else this.#height = () => 1;
    this.begin();
  }

  protected override first(_lr: number, group: number): number {
    return this.rate(_lr, this.baseLrs[group], group);
  }

  protected rate(_lr: number, base: number, group: number): number {
    const total = this.#up + this.#down;
    const cycle = Math.floor(1 + this.lastEpoch / total);
    // Share of the cycle that has passed.
    const passed = 1 + this.lastEpoch / total - cycle;
    const top = this.#up / total;
    const share = passed <= top ? passed / top : (passed - 1) / (top - 1);
    const height = share * this.#height(cycle, this.lastEpoch);
    if (this.#momentums) {
      const [low, high] = [this.#momentums.base[group], this.#momentums.max[group]];
      setMomentum(this.groups[group], high - (high - low) * height);
    }
    return base + (this.#maxima[group] - base) * height;
  }
}
