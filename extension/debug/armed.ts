/** What a program stops by, beside V8's own breakpoints: lists that live in the program. */
import { waitingCalls } from '../../engine/runtime/bootstrap';
import type { Debuggee } from '../../engine/runtime/debuggee';
import type { Inspector } from './inspector';

/** A list that outlives restarts and is given to each program. */
export interface Armed {
  /** It is given also to a program on its way to an op, where nothing else is to stop. */
  readonly stopsNothing?: true;
  /** Gives it to a program that was just launched and does not run yet. */
  attach(inspector: Inspector): Promise<void>;
  /** The program has ended. */
  detach(): void;
}

/** Gives lists to the workers of a program as well. */
export class Everywhere {
  readonly #workers = new Set<Inspector>();
  readonly #given = new Map<keyof Debuggee, string>();

  /** As {@link arm} in the program's own thread, and the same in each worker. */
  async arm(inspector: Inspector, name: keyof Debuggee, code: string): Promise<unknown> {
    this.#given.set(name, code);
    // Not awaited: a busy worker takes it when it can.
    for (const worker of this.#workers) arm(worker, name, code).catch(() => undefined);
    return arm(inspector, name, code);
  }

  /** Gives all of it to a worker, which does not run yet. */
  async join(worker: Inspector): Promise<void> {
    this.#workers.add(worker);
    for (const [name, code] of this.#given) await arm(worker, name, code);
  }

  leave(worker: Inspector): void {
    this.#workers.delete(worker);
  }

  /** The program has ended. */
  clear(): void {
    this.#workers.clear();
    this.#given.clear();
  }
}

/**
 * Calls a function of the debuggee with what `code` evaluates to in the program: now, or once the program starts. Gives
 * what it returned, undefined where it is called later.
 */
export async function arm(inspector: Inspector, name: keyof Debuggee, code: string): Promise<unknown> {
  // A program that is held before its first line has no debuggee yet.
  const later = `(globalThis.${waitingCalls} ??= []).push([${JSON.stringify(name)}, ${code}]), undefined`;
  const expression = `globalThis.__backstep ? __backstep.${name}(${code}) : (${later})`;
  const { result } = await inspector.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value;
}
