/**
 * The program's stdout and stderr. Node's own streams of a worker wait for its event loop; these go out while
 * the program is busy or paused, and say which call wrote them.
 */
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

export function forwardOutput(port: MessagePort, backlog: Int32Array): void {
  for (const stream of ['stdout', 'stderr'] as const) {
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
}

function asText(chunk: string, encoding: unknown): string {
  const isOther = typeof encoding === 'string' && !/^utf-?8$/i.test(encoding);
  return isOther ? Buffer.from(chunk, encoding as BufferEncoding).toString() : chunk;
}

/** For the controller: `length` characters have been handed on. */
export function handedOn(backlog: Int32Array, length: number): void {
  Atomics.sub(backlog, 0, length);
  Atomics.notify(backlog, 0);
}
