/**
 * The Chrome DevTools Protocol to one worker of this process, without a port: an in-process inspector session
 * whose NodeWorker domain carries the messages.
 */
import { randomUUID } from 'node:crypto';
import { Session } from 'node:inspector';
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { makeLine, sendOver } from './line';

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
  #attach: () => void = () => undefined;
  readonly #notifications: MessagePort;
  readonly #line = makeLine();
  readonly worker: Worker;
  #sessionId: string | null = null;
  #next = 1;
  /** Waits for messages and does nothing else: before its first line, or at a pause. */
  #state: 'held' | 'paused' | 'running' = 'held';
  /** It runs, and the next function that it runs will pause: a step into one, or a pause that was asked for. */
  #isToPause = false;
  /** Functions that it was told to call while it runs. */
  #calls = 0;
  #held: (() => void)[] = [];
  #terminating = false;
  #closed = false;

  /**
   * Starts a worker that is held before its first line, until `Runtime.runIfWaitingForDebugger`. It is to be named
   * as told, and its thread calls {@link hangUpAtExit} with the line.
   */
  constructor(
    start: (name: string, line: SharedArrayBuffer) => Worker,
    onEvent: (event: InspectorEvent) => void,
  ) {
    this.#onEvent = onEvent;
    this.#session.connect();
    // The types of node:inspector leave NodeWorker's notifications out of `on`.
    const notifications = this.#session as unknown as NodeJS.EventEmitter;
    // V8 delivers a notification by interrupting whatever this thread does, also Node's own code: a `nextTick` or
    // a write from there can corrupt its queues, and the thread falls silent. So nothing is done but to post it.
    const { port1, port2 } = new MessageChannel();
    for (const kind of ['attachedToWorker', 'receivedMessageFromWorker', 'detachedFromWorker']) {
      notifications.on(`NodeWorker.${kind}`, ({ params }: { params: object }) =>
        port1.postMessage({ kind, ...params }),
      );
    }
    this.#notifications = port2;
    const name = `backstep ${randomUUID()}`;
    this.#attached = new Promise((resolve) => {
      this.#attach = resolve;
    });
    port2.on('message', (notification: Notification) => this.#notified(notification, name));
    // `waitForDebuggerOnStart` holds every worker of the process that is made while it is on: all in one turn.
    this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
    try {
      this.worker = start(name, this.#line.buffer as SharedArrayBuffer);
    } finally {
      this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    }
    this.worker.once('exit', () => {
      // What the thread said last may still lie in the port.
      for (
        let last = receiveMessageOnPort(port2);
        last && !this.#closed;
        last = receiveMessageOnPort(port2)
      ) {
        this.#notified(last.message as Notification, name);
      }
      this.#close();
    });
  }

  #notified(notification: Notification, name: string): void {
    const { sessionId } = notification;
    if (notification.kind === 'attachedToWorker') {
      if (notification.workerInfo.title.endsWith(name)) {
        this.#sessionId = sessionId;
        this.#attach();
      } else {
        // Other workers of this process are no affair of ours. But those that a held worker makes are held too, and
        // nobody else lets them go; those of other runs have their own inspector.
        if (!/\] backstep [\da-f-]{36}$/.test(notification.workerInfo.title)) {
          const message = JSON.stringify({ id: 0, method: 'Runtime.runIfWaitingForDebugger' });
          this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
        }
        this.#session.post('NodeWorker.detach', { sessionId });
      }
    } else if (sessionId === this.#sessionId) {
      if (notification.kind === 'detachedFromWorker') this.#close();
      else this.#receive(JSON.parse(notification.message) as CdpMessage);
    }
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    await this.#attached;
    while (!this.#takes(method)) await new Promise<void>((go) => this.#held.push(go));
    if (this.#closed || this.#terminating) throw ended(method);
    if (this.#state !== 'running') return this.#post(method, params);
    if (method === 'Runtime.evaluate') return this.#post(method, { ...params, ...unbroken });
    if (method !== calls) return this.#post(method, params);
    this.#calls++;
    return this.#post(method, params).finally(() => {
      this.#calls--;
      this.#releaseHeld();
    });
  }

  /**
   * Node takes no message any more for a thread that pauses in code which a message has it run: the wake-up for the
   * next one comes before the pause, while messages are being handled, and is dropped (seen on Node 20). In
   * expressions V8 can be told not to pause; a call and a pause wait for one another.
   */
  #takes(method: string): boolean {
    if (this.#state !== 'running' || this.#closed || this.#terminating) return true;
    if (method === calls) return !this.#isToPause;
    return method !== 'Debugger.pause' || this.#calls === 0;
  }

  #releaseHeld(): void {
    for (const go of this.#held.splice(0)) go();
  }

  /**
   * Ends the worker. One that is held or paused notices only when it is told to run on; it gets no further than
   * that. To one that runs nothing is sent: it may be gone at any moment.
   */
  terminate(): void {
    if (this.#terminating || this.#closed) return;
    this.#terminating = true;
    this.#releaseHeld();
    void this.worker.terminate();
    void this.#attached.then(() => this.#letGo());
  }

  #letGo(): void {
    if (this.#closed || this.#state === 'running') return;
    const method = this.#state === 'held' ? 'Runtime.runIfWaitingForDebugger' : 'Debugger.resume';
    this.#post(method, {}).catch(() => undefined);
  }

  #post(method: string, params: object): Promise<Record<string, unknown>> {
    if (runsOn.test(method)) {
      this.#state = 'running';
      this.#isToPause = method === 'Debugger.stepInto';
    }
    if (method === 'Debugger.pause') this.#isToPause = true;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
      const fail = () => {
        this.#pending.delete(id);
        reject(ended(method));
      };
      const message = asciiJson({ id, method, params });
      const sessionId = this.#sessionId as string;
      const sent = sendOver(this.#line, () =>
        this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
          if (error) fail();
        }),
      );
      if (!sent) fail();
    });
  }

  #receive(message: CdpMessage): void {
    if ('method' in message) {
      if (message.method === 'Debugger.paused') {
        this.#state = 'paused';
        this.#releaseHeld();
        if (this.#terminating) this.#letGo();
      }
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
    for (const { method, resolve, reject } of this.#pending.values()) {
      // A program that is told to run on may have ended before it could answer. It did as it was told.
      if (runsOn.test(method)) resolve({});
      else reject(ended(method));
    }
    this.#pending.clear();
    this.#releaseHeld();
    this.#session.disconnect();
    this.#notifications.close();
  }
}

const calls = 'Runtime.callFunctionOn';
/** For an expression in a program that runs. */
const unbroken = { disableBreaks: true, silent: true };

const runsOn = /^(Debugger\.(resume|step\w+)|Runtime\.runIfWaitingForDebugger)$/;

type Notification =
  | {
      readonly kind: 'attachedToWorker';
      readonly sessionId: string;
      /** The title is `[worker 3] NAME`; `workerId` counts the workers of this inspector session only. */
      readonly workerInfo: { readonly title: string };
    }
  | { readonly kind: 'receivedMessageFromWorker'; readonly sessionId: string; readonly message: string }
  | { readonly kind: 'detachedFromWorker'; readonly sessionId: string };

/** Node loses messages to a worker that have other letters than those of ASCII. */
function asciiJson(message: object): string {
  return JSON.stringify(message).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function ended(method: string): Error {
  return new Error(`${method}: the program has ended — start it again`);
}
