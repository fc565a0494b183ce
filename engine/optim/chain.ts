/** Schedules made of others. */
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';
import { LRScheduler, type Rated, type SchedulerState } from './scheduler';

/** Where a schedule made of others is. */
export interface ChainState extends SchedulerState {
  /** Those that it is made of. */
  /** Where each of its schedules is. */
  readonly schedulers: readonly SchedulerState[];
}

abstract class Chain extends LRScheduler {
  /** Those that it is made of. */
  readonly schedulers: readonly LRScheduler[];

  constructor(optimizer: Optimizer<Rated> | undefined, schedulers: readonly LRScheduler[], name: string) {
    if (schedulers.length === 0) {
      fail(name, 'there are no schedulers', 'the list is empty', 'give at least one');
    }
    super(optimizer ?? schedulers[0].optimizer);
    this.schedulers = schedulers;
    const stranger = schedulers.findIndex((scheduler) => scheduler.optimizer !== this.optimizer);
    if (stranger >= 0) {
      const which = `scheduler ${stranger}, ${schedulers[stranger].constructor.name}`;
      fail(name, 'a scheduler is of another optimizer', which, 'make all of them with the same optimizer');
    }
  }

  protected rate(lr: number): number {
    return lr;
  }

  /** Where it is, and where each of its schedules is. */
  override stateDict(): ChainState {
    return { ...super.stateDict(), schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict(state: SchedulerState): void {
    const { schedulers = [] } = state as Partial<ChainState>;
    if (schedulers.length !== this.schedulers.length) {
      const values = `${schedulers.length} in the state, ${this.schedulers.length} here`;
      fail(
        'loadStateDict',
        'the number of schedulers differs',
        values,
        'build the schedule as the saved one was',
      );
    }
    super.loadStateDict(state);
    this.schedulers.forEach((scheduler, i) => {
      scheduler.loadStateDict(schedulers[i]);
    });
  }
}

/**
 * One schedule after the other, changing at the epochs `milestones`, such as a `LinearLR` that warms up and then a
 * `CosineAnnealingLR`. Each begins at its epoch 0.
 */
export class SequentialLR extends Chain {
  /** The epochs at which the next schedule begins. */
  readonly milestones: readonly number[];

  constructor(
    optimizer: Optimizer<Rated>,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
  ) {
    super(optimizer, schedulers, 'SequentialLR');
    if (milestones.length !== schedulers.length - 1) {
      const values = `${milestones.length} milestones for ${schedulers.length} schedulers`;
      fail(
        'SequentialLR',
        'one milestone between two schedulers is needed',
        values,
        'give one less than schedulers',
      );
    }
    this.milestones = [...milestones];
    this.groups.forEach((group, i) => {
      group.lr = this.baseLrs[i];
    });
    this.#current().restart();
  }

  #current(): LRScheduler {
    return this.schedulers[this.milestones.filter((milestone) => milestone <= this.lastEpoch).length];
  }

  /** Goes on with the schedule of this epoch. */
  override step(): void {
    this.change(() => {
      this.lastEpoch++;
      if (this.milestones.includes(this.lastEpoch)) this.#current().restart();
      else this.#current().step();
    });
  }

  override restart(): void {
    super.restart();
    this.#current().restart();
  }
}

/** All schedules at once: each changes the rate that the one before has left. */
export class ChainedScheduler extends Chain {
  constructor(schedulers: readonly LRScheduler[], optimizer?: Optimizer<Rated>) {
    super(optimizer, schedulers, 'ChainedScheduler');
  }

  /** Goes on with each schedule, in their order. */
  override step(): void {
    this.change(() => {
      this.lastEpoch++;
      for (const scheduler of this.schedulers) scheduler.step();
    });
  }

  override restart(): void {
    super.restart();
    // Each first rate is that of one schedule alone: the ratios are multiplied.
    const ratios = this.groups.map(() => 1);
    for (const scheduler of this.schedulers) {
      scheduler.restart();
      this.groups.forEach((group, i) => {
        ratios[i] *= group.lr / this.baseLrs[i];
      });
    }
    this.groups.forEach((group, i) => {
      group.lr = this.baseLrs[i] * ratios[i];
    });
  }
}
