/** The Chrome DevTools Protocol to one thread of the program; inspector.ts carries its messages. */
import { sendOver } from './line';

export interface InspectorEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

export type CdpMessage =
  | {
      readonly id: number;
      readonly result?: Record<string, unknown>;
      readonly error?: { readonly message: string };
    }
  | InspectorEvent;

/** Sends a message to the thread; `failed` is called where it does not reach it. */
type Post = (message: string, failed: () => void) => void;

export class ThreadInspector {
  readonly #pending = new Map<
    number,
    { method: string; resolve(result: unknown): void; reject(error: Error): void }
  >();
  readonly #lines: readonly Int32Array[];
  readonly #onEvent: (event: InspectorEvent) => void;
  readonly #onClose: () => void;
  readonly #attached: Promise<void>;
  #attach: () => void = () => undefined;
  #send: Post = () => undefined;
  #next = 1;
  /** `held` and `paused`: it waits for messages and does nothing else, before its first line or at a pause. */
  #state: 'held' | 'paused' | 'resuming' | 'running' = 'held';
  /** It runs, and the next function that it runs will pause: a step into one, or a pause that was asked for. */
  #isToPause = false;
  /** Functions that it was told to call while it runs. */
  #calls = 0;
  #waiting: (() => void)[] = [];
  #ending = false;
  #closed = false;

  /**
   * Of a thread that is held before its first line, until `Runtime.runIfWaitingForDebugger`. `lines`: the thread's own,
   * and those of the threads that it was started by.
   */
  constructor(
    lines: readonly Int32Array[],
    onEvent: (event: InspectorEvent) => void,
    onClose: () => void = () => undefined,
  ) {
    this.#lines = lines;
    this.#onEvent = onEvent;
    this.#onClose = onClose;
    this.#attached = new Promise((resolve) => {
      this.#attach = resolve;
    });
  }

  /** It is there. */
  attached(send: Post): void {
    this.#send = send;
    this.#attach();
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    await this.#attached;
    while (!this.#takes(method)) await new Promise<void>((go) => this.#waiting.push(go));
    if (this.#closed || this.#ending) throw ended(method);
    if (this.#state !== 'running') return this.#post(method, params);
    if (method === 'Runtime.evaluate') return this.#post(method, { ...params, ...unbroken });
    if (method !== calls) return this.#post(method, params);
    this.#calls++;
    return this.#post(method, params).finally(() => {
      this.#calls--;
      this.#goOn();
    });
  }

  /**
   * Node takes no message any more for a thread that pauses in code which a message has it run: the wake-up for the
   * next one comes before the pause, while messages are being handled, and is dropped (seen on Node 20). In
   * expressions V8 can be told not to pause; a call and a pause wait for one another.
   */
  #takes(method: string): boolean {
    if (this.#closed || this.#ending) return true;
    // V8 would run it while it leaves the pause, where no time limit of an expression holds.
    if (this.#state === 'resuming') return !runsCode.test(method);
    if (this.#state !== 'running') return true;
    if (method === calls) return !this.#isToPause;
    return method !== 'Debugger.pause' || this.#calls === 0;
  }

  #goOn(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  /**
   * It was told to end. One that is held or paused notices only when it is told to run on; it gets no further than
   * that. To one that runs nothing is sent: it may be gone at any moment.
   */
  end(): void {
    if (this.#ending || this.#closed) return;
    this.#ending = true;
    this.#goOn();
    void this.#attached.then(() => this.#letGo());
  }

  #letGo(): void {
    if (this.#closed || this.#state === 'resuming' || this.#state === 'running') return;
    const method = this.#state === 'held' ? 'Runtime.runIfWaitingForDebugger' : 'Debugger.resume';
    this.#state = 'running';
    // Whoever hung up for it: it stands still, and cannot go before it hears this.
    this.#send(JSON.stringify({ id: this.#next++, method }), () => undefined);
  }

  #post(method: string, params: object): Promise<Record<string, unknown>> {
    if (method === 'Debugger.pause') this.#isToPause = true;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
      const fail = () => {
        this.#pending.delete(id);
        reject(ended(method));
      };
      const message = asciiJson({ id, method, params });
      const sent = sendOver(this.#lines, () => this.#send(message, fail));
      if (!sent) fail();
      else if (runsOn.test(method)) {
        this.#state = method.startsWith('Debugger') ? 'resuming' : 'running';
        this.#isToPause = method === 'Debugger.stepInto';
      }
    });
  }

  received(message: CdpMessage): void {
    if ('method' in message) {
      const state = pauses[message.method];
      if (state) {
        this.#state = state;
        this.#goOn();
      }
      if (state === 'paused' && this.#ending) this.#letGo();
      this.#onEvent(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error && pending && runsOn.test(pending.method) && this.#state === 'resuming') {
      // There was no pause to end.
      this.#state = 'running';
      this.#goOn();
    }
    if (message.error) pending?.reject(new Error(`${pending.method}: ${message.error.message}`));
    else pending?.resolve(message.result ?? {});
  }

  /** It is there no more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, resolve, reject } of this.#pending.values()) {
      // A program that is told to run on may have ended before it could answer. It did as it was told.
      if (runsOn.test(method)) resolve({});
      else reject(ended(method));
    }
    this.#pending.clear();
    this.#goOn();
    this.#onClose();
  }

  get isClosed(): boolean {
    return this.#closed;
  }
}

const calls = 'Runtime.callFunctionOn';
const runsCode = /^Runtime\.(evaluate|callFunctionOn)$/;
const pauses: Readonly<Record<string, 'paused' | 'running'>> = {
  'Debugger.paused': 'paused',
  'Debugger.resumed': 'running',
};
/** For an expression in a program that runs. */
const unbroken = { disableBreaks: true, silent: true };

const runsOn = /^(Debugger\.(resume|step\w+)|Runtime\.runIfWaitingForDebugger)$/;

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
