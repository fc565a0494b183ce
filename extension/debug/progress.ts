/** Tells a client how far a run to an op has come, and lets it be cancelled. */
import { Event, ProgressEndEvent, ProgressStartEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** How often (ms) the program is asked. */
const interval = 250;

export class Progress {
  readonly id: string;
  readonly #send: (event: DebugProtocol.Event) => void;
  #timer: NodeJS.Timeout | null = null;

  /** `done` gives what share of it is done, from 0 to 1. */
  constructor(
    id: string,
    title: string,
    done: () => Promise<number>,
    send: (event: DebugProtocol.Event) => void,
  ) {
    this.id = id;
    this.#send = send;
    const start = new ProgressStartEvent(id, title) as DebugProtocol.ProgressStartEvent;
    start.body.cancellable = true;
    start.body.percentage = 0;
    send(start);
    this.#timer = setInterval(() => {
      done().then(
        (share) => this.#update(share),
        () => undefined, // The program has ended; its end is told by itself.
      );
    }, interval);
  }

  end(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#send(new ProgressEndEvent(this.id));
  }

  #update(share: number): void {
    if (this.#timer === null) return;
    const percentage = Math.min(99, Math.round(share * 100));
    this.#send(new Event('progressUpdate', { progressId: this.id, percentage }));
  }
}
