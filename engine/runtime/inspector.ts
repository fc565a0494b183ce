/**
 * The Chrome DevTools Protocol to workers of this process, without a port: an in-process inspector session whose
 * NodeWorker domain carries the messages.
 */
import { randomUUID } from 'node:crypto';
import { Session } from 'node:inspector';
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { makeLine } from './line';
import { type CdpMessage, type InspectorEvent, ThreadInspector } from './threadInspector';

export class WorkerInspector {
  readonly #session = new Session();
  readonly #notifications: MessagePort;
  readonly #own: ThreadInspector;
  readonly #name = `backstep ${randomUUID()}`;
  readonly #claim: (id: string) => ThreadInspector | null;
  /** By session. */
  readonly #threads = new Map<string, ThreadInspector>();
  #terminating = false;
  readonly worker: Worker;
  readonly line = makeLine();

  /**
   * Starts a worker that is held before its first line, until `Runtime.runIfWaitingForDebugger`. It is to be named
   * as told, and its thread calls `hangUpAtExit` with the line. Workers that it starts are held too; of those whose name
   * is `backstep ID` it is asked whether they are to be debugged, others are let go.
   */
  constructor(
    start: (name: string, line: SharedArrayBuffer) => Worker,
    onEvent: (event: InspectorEvent) => void,
    claim: (id: string) => ThreadInspector | null = () => null,
  ) {
    this.#claim = claim;
    this.#own = new ThreadInspector([this.line], onEvent);
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
    port2.on('message', (notification: Notification) => this.#notified(notification));
    // `waitForDebuggerOnStart` holds every worker of the process that is made while it is on: all in one turn.
    this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
    try {
      this.worker = start(this.#name, this.line.buffer as SharedArrayBuffer);
    } finally {
      this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    }
    this.worker.once('exit', () => {
      // What the threads said last may still lie in the port.
      for (let last = this.#last(); last && !this.#own.isClosed; last = this.#last()) this.#notified(last);
      this.#close();
    });
  }

  send(method: string, params?: object): Promise<Record<string, unknown>> {
    return this.#own.send(method, params);
  }

  /** Ends the worker, and those that it started. */
  terminate(): void {
    if (this.#terminating || this.#own.isClosed) return;
    this.#terminating = true;
    void this.worker.terminate();
    this.#own.end();
    for (const thread of this.#threads.values()) thread.end();
  }

  #last(): Notification | undefined {
    return receiveMessageOnPort(this.#notifications)?.message as Notification | undefined;
  }

  #notified(notification: Notification): void {
    const { sessionId } = notification;
    if (notification.kind === 'attachedToWorker') {
      this.#attached(sessionId, notification.workerInfo.title);
      return;
    }
    const thread = this.#threads.get(sessionId);
    if (notification.kind === 'receivedMessageFromWorker') {
      thread?.received(JSON.parse(notification.message) as CdpMessage);
    } else if (thread === this.#own) this.#close();
    else {
      this.#threads.delete(sessionId);
      thread?.close();
    }
  }

  #attached(sessionId: string, title: string): void {
    const name = /\] (backstep ([\da-f-]{36}))$/.exec(title);
    const thread = name?.[1] === this.#name ? this.#own : name && this.#claim(name[2]);
    if (thread) {
      this.#threads.set(sessionId, thread);
      thread.attached((message, failed) =>
        this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
          if (error) failed();
        }),
      );
      if (this.#terminating) thread.end();
      return;
    }
    // Other workers of this process are no affair of ours. But those that a held worker makes are held too, and
    // nobody else lets them go; those of other runs have their own inspector.
    if (!name) {
      const message = JSON.stringify({ id: 0, method: 'Runtime.runIfWaitingForDebugger' });
      this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    }
    this.#session.post('NodeWorker.detach', { sessionId });
  }

  #close(): void {
    if (this.#own.isClosed) return;
    this.#own.close();
    for (const thread of this.#threads.values()) thread.close();
    this.#session.disconnect();
    this.#notifications.close();
  }
}

type Notification =
  | {
      readonly kind: 'attachedToWorker';
      readonly sessionId: string;
      /** The title is `[worker 3] NAME`; `workerId` counts the workers of this inspector session only. */
      readonly workerInfo: { readonly title: string };
    }
  | { readonly kind: 'receivedMessageFromWorker'; readonly sessionId: string; readonly message: string }
  | { readonly kind: 'detachedFromWorker'; readonly sessionId: string };
