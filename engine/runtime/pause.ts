/**
 * Asking a running program to pause. `Debugger.pause` may be lost, and does nothing in a long native call; the
 * flag is seen by the next op only. So both are tried, in turns, until one of them works.
 */
import { Flag, Watch } from '../history/flags';

type Send = (method: string, params?: object) => Promise<unknown>;

const firstWaitMs = 10;
const longestWaitMs = 2000;

export class Pausing {
  readonly #flags: Int32Array;
  readonly #send: Send;
  #isPaused = false;
  #timer: NodeJS.Timeout | null = null;
  /** Requests of V8 that have not led to a pause yet. */
  #requested = false;
  /** Counts the requests: an answer that comes late is of an earlier one. */
  #round = 0;

  constructor(flags: Int32Array, send: Send) {
    this.#flags = flags;
    this.#send = send;
  }

  request(): void {
    if (this.#isPaused || this.#timer) return;
    this.#flags[Flag.PAUSE] = 1;
    this.#flags[Flag.DEPTH] = 0;
    Atomics.or(this.#flags, Flag.WATCH, Watch.STOP);
    const round = ++this.#round;
    this.#timer = setTimeout(() => void this.#interrupt(round, firstWaitMs * 10), firstWaitMs);
  }

  async #interrupt(round: number, waitMs: number): Promise<void> {
    this.#requested = true;
    // Answered once the thread takes messages; until then, another request would be one pause too many.
    await this.#send('Debugger.pause').catch(() => undefined);
    if (!this.#timer || round !== this.#round) return;
    this.#timer = setTimeout(() => void this.#interrupt(round, Math.min(waitMs * 2, longestWaitMs)), waitMs);
  }

  /** The program paused, for whatever reason. */
  async paused(): Promise<void> {
    this.#isPaused = true;
    this.cancel();
    if (!this.#requested) return;
    this.#requested = false;
    // A request that V8 has not acted on yet would pause again after the program runs on; it is dropped by code
    // that runs during a pause.
    await this.#send('Runtime.evaluate', { expression: '(() => 0)()', silent: true }).catch(() => undefined);
  }

  /** The program is about to run on. */
  resumes(): void {
    this.#isPaused = false;
  }

  /** No more asking: it paused, or ended. */
  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flags[Flag.PAUSE] = 0;
    Atomics.and(this.#flags, Flag.WATCH, ~Watch.STOP);
  }
}
