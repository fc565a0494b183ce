/** Numbers that stand for things of the program in the protocol: variables, frames, tensors. */

/** `stop`: until the program runs on. `console`: results of the console, until the program ends. */
export type Lifetime = 'stop' | 'console';

/** Numbers for each kind of thing, that no two threads of a program share. */
export interface Numbers {
  readonly frames: () => number;
  readonly nodes: () => number;
  readonly targets: () => number;
  readonly tensors: () => number;
  readonly memory: () => number;
}

export function newNumbers(): Numbers {
  return { frames: counter(), nodes: counter(), targets: counter(), tensors: counter(), memory: counter() };
}

function counter(): () => number {
  let next = 1;
  return () => next++;
}

export class References<T> {
  readonly #next: () => number;
  readonly #things = { stop: new Map<number, T>(), console: new Map<number, T>() };

  constructor(next: () => number) {
    this.#next = next;
  }

  add(thing: T, lifetime: Lifetime): number {
    const reference = this.#next();
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
