import type { OpEvent } from '../event';

/** Where an op runs in the program, and in which module. */
export function placeOf({ op, module, site }: OpEvent): string {
  return `${op} ${module} ${site}`;
}

/** Looks of each place before they become rare. */
const often = 20;
const rarer = 10;

/** Whether to look at the `runs`th run, from 0: at every `every`th, and once a program runs long, ten times more rarely. */
export function isTurn(runs: number, every: number): boolean {
  return runs % (runs < often * every ? every : rarer * every) === 0;
}

/** Lets a detector look at some runs of each place only. */
export class Turns {
  readonly #every: number;
  readonly #runs = new Map<string, number>();

  constructor(every: number) {
    this.#every = every;
  }

  /** Counts; true the first time, and where {@link isTurn} says so after it. */
  isDue(event: OpEvent): boolean {
    const place = placeOf(event);
    const runs = this.#runs.get(place) ?? 0;
    this.#runs.set(place, runs + 1);
    return isTurn(runs, this.#every);
  }
}
