/** Numbers that stand for things of the program in the protocol: variables, frames, tensors. */

/** `stop`: until the program runs on. `console`: results of the console, until the program ends. */
export type Lifetime = 'stop' | 'console';

export class References<T> {
  #next = 1;
  readonly #things = { stop: new Map<number, T>(), console: new Map<number, T>() };

  add(thing: T, lifetime: Lifetime): number {
    const reference = this.#next++;
    this.#things[lifetime].set(reference, thing);
    return reference;
  }

  get(reference: number): T | undefined {
    return this.#things.stop.get(reference) ?? this.#things.console.get(reference);
  }

  /** The program runs on: what it was at the stop is no more. Numbers are not used again. */
  endStop(): void {
    this.#things.stop.clear();
  }
}
