/**
 * The program's stdout and stderr. Node's own streams of a worker wait for its event loop; these go out while
 * the program is busy or paused, and say which call wrote them.
 */
import { Console } from 'node:console';
import type { MessagePort } from 'node:worker_threads';
import { Flag, flags } from '../history/flags';

export interface SiteText {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Call-site id. */
  readonly site: number;
}

/** Characters under way, after which a program that prints faster than anyone reads has to wait. */
const limit = 4 << 20;
const waitMs = 20;

type Write = NodeJS.WriteStream['write'];

export function forwardOutput(
  port: MessagePort,
  backlog: Int32Array,
  streams: readonly SiteText['stream'][] = ['stdout', 'stderr'],
): void {
  for (const stream of streams) {
    const decoder = new TextDecoder();
    const write = (chunk: Uint8Array | string, encoding?: unknown, done?: unknown): boolean => {
      const isText = typeof chunk === 'string';
      const text = isText ? asText(chunk, encoding) : decoder.decode(chunk, { stream: true });
      if (text) {
        Atomics.add(backlog, 0, text.length);
        port.postMessage({ stream, text, site: flags[Flag.SITE] } satisfies SiteText);
        for (let now = Atomics.load(backlog, 0); now > limit; now = Atomics.load(backlog, 0)) {
          Atomics.wait(backlog, 0, now, waitMs);
        }
      }
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    };
    process[stream].write = write as Write;
  }
  plainConsole();
}

/**
 * Node's console also tells the inspector, which keeps the last thousand messages with all that was logged in them:
 * tensors would stay alive, and each call would cost a stack and a message that nobody reads.
 */
function plainConsole(): void {
  const plain = new Console(process.stdout, process.stderr) as unknown as Record<string, unknown>;
  const methods = console as unknown as Record<string, unknown>;
  for (const name of Object.keys(plain)) {
    if (typeof plain[name] === 'function' && name in methods) methods[name] = plain[name];
  }
}

function asText(chunk: string, encoding: unknown): string {
  const isOther = typeof encoding === 'string' && !/^utf-?8$/i.test(encoding);
  return isOther ? Buffer.from(chunk, encoding as BufferEncoding).toString() : chunk;
}

/** Joins what one call writes in one turn of the controller's loop: a message each would be slow. */
export class OutputBuffer {
  readonly #hand: (output: SiteText) => void;
  #last: SiteText | null = null;
  #due: NodeJS.Immediate | null = null;

  constructor(hand: (output: SiteText) => void) {
    this.#hand = hand;
  }

  add(output: SiteText): void {
    const last = this.#last;
    if (last && last.stream === output.stream && last.site === output.site) {
      this.#last = { ...last, text: last.text + output.text };
      return;
    }
    this.flush();
    this.#last = output;
    this.#due = setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#due) clearImmediate(this.#due);
    if (this.#last) this.#hand(this.#last);
    this.#due = this.#last = null;
  }
}

/** For the controller: `length` characters have been handed on. */
export function handedOn(backlog: Int32Array, length: number): void {
  Atomics.sub(backlog, 0, length);
  Atomics.notify(backlog, 0);
}
