/**
 * The Chrome DevTools Protocol to one worker of this process, without a port: an in-process inspector session
 * whose NodeWorker domain carries the messages.
 */
import { Session } from 'node:inspector';
import type { Worker } from 'node:worker_threads';

export interface InspectorEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

type CdpMessage =
  | {
      readonly id: number;
      readonly result?: Record<string, unknown>;
      readonly error?: { readonly message: string };
    }
  | InspectorEvent;

export class WorkerInspector {
  readonly #session = new Session();
  readonly #pending = new Map<
    number,
    { method: string; resolve(result: unknown): void; reject(error: Error): void }
  >();
  readonly #onEvent: (event: InspectorEvent) => void;
  readonly #attached: Promise<void>;
  readonly worker: Worker;
  #sessionId: string | null = null;
  #next = 1;
  #closed = false;

  /** Starts a worker that is held before its first line, until `Runtime.runIfWaitingForDebugger`. */
  constructor(start: () => Worker, onEvent: (event: InspectorEvent) => void) {
    this.#onEvent = onEvent;
    this.#session.connect();
    // The types of node:inspector leave NodeWorker's notifications out of `on`.
    const notifications = this.#session as unknown as NodeJS.EventEmitter;
    notifications.on('NodeWorker.receivedMessageFromWorker', ({ params }: { params: WorkerMessage }) => {
      if (params.sessionId === this.#sessionId) this.#receive(JSON.parse(params.message) as CdpMessage);
    });
    notifications.on('NodeWorker.detachedFromWorker', ({ params }: { params: { sessionId: string } }) => {
      if (params.sessionId === this.#sessionId) this.#close();
    });
    const attached = new Promise<void>((resolve) => {
      notifications.on('NodeWorker.attachedToWorker', ({ params }: { params: Attached }) => {
        if (params.workerInfo.workerId === String(this.worker.threadId)) {
          this.#sessionId = params.sessionId;
          resolve();
        } else {
          // Other workers of this process are no affair of ours.
          this.#session.post('NodeWorker.detach', { sessionId: params.sessionId });
        }
      });
    });
    // `waitForDebuggerOnStart` holds every worker of the process that is made while it is on: all in one turn.
    this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
    try {
      this.worker = start();
    } finally {
      this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    }
    this.#attached = attached;
    this.worker.once('exit', () => this.#close());
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    await this.#attached;
    if (this.#closed) throw ended(method);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
      const message = JSON.stringify({ id, method, params });
      const sessionId = this.#sessionId as string;
      this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
        if (!error) return;
        this.#pending.delete(id);
        reject(ended(method));
      });
    });
  }

  #receive(message: CdpMessage): void {
    if ('method' in message) {
      this.#onEvent(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) pending?.reject(new Error(`${pending.method}: ${message.error.message}`));
    else pending?.resolve(message.result ?? {});
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#pending.values()) reject(ended(method));
    this.#pending.clear();
    this.#session.disconnect();
  }
}

interface WorkerMessage {
  readonly sessionId: string;
  readonly message: string;
}

interface Attached {
  readonly sessionId: string;
  readonly workerInfo: { readonly workerId: string };
}

function ended(method: string): Error {
  return new Error(`${method}: the program has ended — start it again`);
}
