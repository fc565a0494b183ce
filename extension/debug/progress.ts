/** Tells a client that something takes long, and how far it has come, and lets it be cancelled. */
import { Event, ProgressEndEvent, ProgressStartEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** How often (ms) the program is asked. */
const interval = 250;

export class Progress {
  readonly id: string;
  readonly #send: (event: DebugProtocol.Event) => void;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `done` gives what share of it is done, from 0 to 1; null where nobody knows. */
  constructor(
    id: string,
    title: string,
    done: (() => Promise<number>) | null,
    send: (event: DebugProtocol.Event) => void,
  ) {
    this.id = id;
    this.#send = send;
    const start = new ProgressStartEvent(id, title) as DebugProtocol.ProgressStartEvent;
    start.body.cancellable = true;
    if (done) start.body.percentage = 0;
    send(start);
    if (!done) return;
    this.#timer = setInterval(() => {
      done().then(
        (share) => this.#update(share),
        () => undefined, // The program has ended; its end is told by itself.
      );
    }, interval);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#send(new ProgressEndEvent(this.id));
  }

  #update(share: number): void {
    if (this.#isOver) return;
    const percentage = Math.min(99, Math.round(share * 100));
    this.#send(new Event('progressUpdate', { progressId: this.id, percentage }));
  }
}
