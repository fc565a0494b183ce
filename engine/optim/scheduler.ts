/**
 * Learning rates over the epochs, with PyTorch's formulas (torch.optim.lr_scheduler). `step()` comes after the
 * optimizer's, once an epoch (or a batch, as the schedule counts), and derives each group's new rate from its
 * present one.
 */
import { noteOptions, rememberFields } from '../history/numbers';
import { fail } from '../tensor/errors';
import type { Optimizer } from './optimizer';

/** What a schedule reads and writes of a parameter group. */
export interface Rated {
  /** Learning rate. */
  lr: number;
  /** The rate that the first schedule of the group met; kept in the group, as PyTorch does. */
  initialLr?: number;
  /** Of optimizers that have one. */
  momentum?: number;
  /** Of optimizers without a momentum, whose first beta counts as one. */
  betas?: readonly [number, number];
}

/** Where a schedule is. */
export interface SchedulerState {
  /** Steps made. */
  readonly lastEpoch: number;
  /** The rate that each group began with. */
  readonly baseLrs: readonly number[];
}

/** Base of the schedules: a class that extends it writes `rate` (torch.optim.lr_scheduler.LRScheduler). */
export abstract class LRScheduler {
  /** Steps made. */
  lastEpoch = 0;
  /** The rate that each group began with. */
  baseLrs: number[];
  /** Whose rates it sets. */
  readonly optimizer: Optimizer<Rated>;
  /** The optimizer's parameter groups. */
  protected readonly groups: readonly Rated[];

  constructor(optimizer: Optimizer<Rated>) {
    this.optimizer = optimizer;
    this.groups = optimizer.paramGroups;
    this.baseLrs = this.groups.map((group) => {
      group.initialLr ??= group.lr;
      return group.initialLr;
    });
  }

  /** The rate of a group at `lastEpoch`, from its rate one epoch before. */
  protected abstract rate(lr: number, base: number, group: number): number;

  /** The rate of a group at epoch 0, from the one that it has without this schedule. */
  protected first(lr: number, _group: number): number {
    return lr;
  }

  /** At the end of a constructor: sets the rates of epoch 0. */
  protected begin(): void {
    this.change(() => {
      this.groups.forEach((group, i) => {
        group.lr = this.first(group.lr, i);
      });
    });
  }

  /** Every change of where the schedule is, and of rates: a debugger that goes back in time takes it back. */
  protected change(make: () => void): void {
    noteOptions(this.groups);
    rememberFields(this);
    make();
    noteOptions(this.groups);
  }

  /** Goes on by one epoch. */
  step(): void {
    this.change(() => {
      this.lastEpoch++;
      this.groups.forEach((group, i) => {
        group.lr = this.rate(group.lr, this.baseLrs[i], i);
      });
    });
  }

  /** Goes back to epoch 0, from the rates that the groups began with. */
  restart(): void {
    this.change(() => {
      this.lastEpoch = 0;
      this.groups.forEach((group, i) => {
        group.lr = this.first(this.baseLrs[i], i);
      });
    });
  }

  /** The present rate of each group. */
  getLastLr(): number[] {
    return this.groups.map((group) => group.lr);
  }

  /** Where it is, for `loadStateDict`. */
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
    this.change(() => {
      this.lastEpoch = lastEpoch;
      this.baseLrs = [...baseLrs];
    });
  }
}

/** A value for each parameter group, from one for all or one each. */
export function eachGroup<T>(
  scheduler: string,
  what: string,
  optimizer: Optimizer<Rated>,
  given: T | readonly T[],
): readonly T[] {
  const count = optimizer.paramGroups.length;
  if (!Array.isArray(given)) return Array.from({ length: count }, () => given as T);
  if (given.length === count) return given;
  const values = `${given.length} for ${count} groups`;
  return fail(
    scheduler,
    `one ${what} a parameter group is needed`,
    values,
    'give one for all, or as many as groups',
  );
}
