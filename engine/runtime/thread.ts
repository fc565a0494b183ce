/** A thread of the program under the debugger: how it starts, pauses and runs on. */
import { Flag, Watch } from '../history/flags';
import type { Addon } from '../tensor/native';
import { Pausing } from './pause';
import type { ResumeParams } from './protocol';
import type { InspectorEvent } from './threadInspector';

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

export interface ThreadEvents {
  inspector(event: InspectorEvent): void;
  /** Its heap is nearly full: what runs on may take the whole process with it. */
  outOfHeap(): void;
}

export class Thread {
  readonly #flags: Int32Array;
  readonly #send: Send;
  readonly #events: ThreadEvents;
  readonly #pausing: Pausing;
  #atStart = true;
  #ending = false;

  /** `flags`: the words that it shares with the controller. */
  constructor(flags: Int32Array, send: Send, events: ThreadEvents) {
    this.#flags = flags;
    this.#send = send;
    this.#events = events;
    this.#pausing = new Pausing(flags, send);
  }

  /** Lets the held thread run. */
  async start(): Promise<void> {
    await this.#send('Runtime.runIfWaitingForDebugger');
  }

  async resume({ method, stopAtOp }: ResumeParams): Promise<void> {
    this.#flags[Flag.PAUSE] = 0;
    this.#flags[Flag.DEPTH] = stopAtOp ?? 0;
    if (stopAtOp === null) Atomics.and(this.#flags, Flag.WATCH, ~Watch.STOP);
    else Atomics.or(this.#flags, Flag.WATCH, Watch.STOP);
    await this.send(method);
  }

  pause(): void {
    this.#pausing.request();
  }

  /** Ends an expression of the person's, and nothing else. False where it is not under way, or cannot be ended. */
  interrupt(expression: number, addon: Addon | null): boolean {
    const word = Flag.EXPRESSION;
    // The thread goes no further than the expression's end while the word is negative.
    if (Atomics.compareExchange(this.#flags, word, expression, -expression) !== expression) return false;
    const interrupted = addon?.interrupt(this.#flags[Flag.THREAD]) ?? false;
    Atomics.store(this.#flags, word, expression);
    return interrupted;
  }

  send(method: string, params?: object): Promise<Record<string, unknown>> {
    if (/^Debugger\.(resume|step)/.test(method)) this.#pausing.resumes();
    return this.#send(method, params);
  }

  /** It ends, or was told to: nothing is told of it any more. */
  end(): void {
    this.#ending = true;
    this.#pausing.cancel();
  }

  /** An event of its inspector. */
  async inspected(event: InspectorEvent): Promise<void> {
    if (event.method === 'Debugger.paused') {
      if (this.#ending) return;
      if (event.params.reason === 'OOM') {
        // V8 stops shortly before the heap is full.
        this.#events.outOfHeap();
        return;
      }
      if (this.#atStart && event.params.reason === 'Break on start') {
        await this.#send('Debugger.resume').catch(() => undefined);
        return;
      }
      await this.#pausing.paused();
    }
    if (event.method === 'Debugger.resumed' && this.#atStart) {
      this.#atStart = false;
      return;
    }
    this.#events.inspector(event);
  }
}
