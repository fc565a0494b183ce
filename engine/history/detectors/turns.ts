import type { OpEvent } from '../event';

/** Where an op runs in the program, and in which module. */
export function placeOf({ op, module, site }: OpEvent): string {
  return `${op} ${module} ${site}`;
}

/** Lets a detector look at every nth run of each place only. */
export class Turns {
  readonly #every: number;
  readonly #runs = new Map<string, number>();

  constructor(every: number) {
    this.#every = every;
  }

  /** Counts; true the first time, and every nth after it. */
  isDue(event: OpEvent): boolean {
    const place = placeOf(event);
    const runs = this.#runs.get(place) ?? 0;
    this.#runs.set(place, runs + 1);
    return runs % this.#every === 0;
  }
}
