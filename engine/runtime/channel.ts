/**
 * One typed message channel for every border: extension and runtime host, controller and worker, panel and
 * webview. A message is typed by its method, an error rejects, and closing rejects all that is pending.
 */
export interface Methods {
  readonly [method: string]: { readonly params: unknown; readonly result: unknown };
}
export interface Events {
  readonly [event: string]: unknown;
}

/** What carries the messages: a child process, a worker's port, a webview. */
export interface Transport {
  post(message: Message): void;
  /** Called once, by the channel. */
  onMessage(listener: (message: Message) => void): void;
  /** Resolves once all that was posted is under way, where posting may run ahead of it. */
  flushed?(): Promise<void>;
}

export type Message =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: { name: string; message: string } }
  | { readonly kind: 'event'; readonly event: string; readonly params: unknown };

export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (params: M[K]['params']) => M[K]['result'] | Promise<M[K]['result']>;
};

/** The other side answers `Theirs` and tells `TheirEvents`; this side answers `Ours` and tells `OurEvents`. */
export class Channel<Theirs, TheirEvents, Ours, OurEvents> {
  #next = 1;
  #closed: Error | null = null;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  readonly #transport: Transport;
  readonly #handlers: Record<string, (params: never) => unknown>;

  constructor(transport: Transport, handlers: { [K in keyof Ours]: Handler<Ours[K]> }) {
    this.#transport = transport;
    this.#handlers = handlers as Record<string, (params: never) => unknown>;
    transport.onMessage((message) => this.#receive(message));
  }

  request<K extends keyof Theirs & string>(method: K, params: Params<Theirs[K]>): Promise<Result<Theirs[K]>> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#transport.post({ kind: 'request', id, method, params });
    });
  }

  tell<K extends keyof OurEvents & string>(event: K, params: OurEvents[K]): void {
    if (!this.#closed) this.#transport.post({ kind: 'event', event, params });
  }

  /** Returns a function that ends the listening. */
  on<K extends keyof TheirEvents & string>(event: K, listener: (params: TheirEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener as (params: never) => void));
    return () => listeners.delete(listener as (params: never) => void);
  }

  close(why: string): void {
    if (this.#closed) return;
    this.#closed = new Error(why);
    for (const { reject } of this.#pending.values()) reject(this.#closed);
    this.#pending.clear();
    this.#listeners.clear();
  }

  async #receive(message: Message): Promise<void> {
    if (this.#closed) return;
    if (message.kind === 'request') {
      const { id, method } = message;
      try {
        const handler = this.#handlers[method];
        if (!handler)
          throw new Error(`channel: there is no method — ${method} — both sides must be of one version`);
        const result = await handler(message.params as never);
        if (!this.#closed) this.#transport.post({ kind: 'result', id, result });
      } catch (thrown) {
        const { name, message: text } = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!this.#closed) this.#transport.post({ kind: 'error', id, error: { name, message: text } });
      }
      return;
    }
    if (message.kind === 'event') {
      for (const listener of [...(this.#listeners.get(message.event) ?? [])])
        listener(message.params as never);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.result);
    else pending?.reject(Object.assign(new Error(message.error.message), { name: message.error.name }));
  }
}

type Params<M> = M extends { params: infer P } ? P : never;
type Result<M> = M extends { result: infer R } ? R : never;
type Handler<M> = (params: Params<M>) => Result<M> | Promise<Result<M>>;
