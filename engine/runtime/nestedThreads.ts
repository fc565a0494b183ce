/** The workers that a program starts itself, as the controller sees them: numbered, held until they are told to run. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Flag } from '../history/flags';
import type { NestedNotice } from './bootstrap';
import type { SiteText } from './output';
import type { ProgramThread } from './protocol';
import { Thread } from './thread';
import { type InspectorEvent, ThreadInspector } from './threadInspector';

/** Number of the program's own thread. */
export const mainThread = 1;

export interface NestedEvents {
  started(thread: ProgramThread): void;
  ended(thread: number): void;
  inspector(event: InspectorEvent & { readonly thread: number }): void;
  output(output: SiteText): void;
  /** The heap of one is nearly full; `site`: its last call. */
  outOfHeap(name: string, site: number): void;
}

interface Nested {
  /** As a debug session knows it: in the order of their start. */
  readonly number: number;
  /** Of the thread that started it; null: the program's own. */
  readonly parent: Nested | null;
  readonly announced: Extract<NestedNotice, { starts: string }>;
  readonly lines: readonly Int32Array[];
  inspector: ThreadInspector | null;
  isEnding: boolean;
}

export class NestedThreads {
  readonly #mainLine: () => Int32Array;
  readonly #events: NestedEvents;
  /** By their ids: also those that are not there yet. */
  readonly #nested = new Map<string, Nested>();
  readonly #threads = new Map<number, Thread>();
  #mainIsEnding = false;
  #next = mainThread + 1;

  /** `mainLine`: of the program's own thread, see line.ts. */
  constructor(mainLine: () => Int32Array, events: NestedEvents) {
    this.#mainLine = mainLine;
    this.#events = events;
  }

  get(id: number): Thread {
    const thread = this.#threads.get(id);
    if (!thread) throw new Error(`thread: it has ended — ${id}`);
    return thread;
  }

  /** What a thread tells of those that it starts and ends. `from`: the id of one that the program started; null: its own. */
  heard(notice: NestedNotice, from: string | null): void {
    if ('starts' in notice) {
      const parent = from === null ? null : (this.#nested.get(from) ?? null);
      const outer = parent ? parent.lines : [this.#mainLine()];
      const lines = [new Int32Array(notice.line), ...outer];
      const number = this.#next++;
      const nested: Nested = { number, parent, announced: notice, lines, inspector: null, isEnding: false };
      this.#nested.set(notice.starts, nested);
      const { output } = notice;
      output.on('message', (message: SiteText | NestedNotice) => this.#said(message, notice.starts));
      output.once('close', () => this.#nested.delete(notice.starts));
      output.unref();
      return;
    }
    const ends = notice.ends ?? from;
    if (ends === null) this.#mainIsEnding = true;
    for (const [id, nested] of this.#nested) if (ends === null || this.#isWithin(id, ends)) this.#end(nested);
  }

  /** Takes a worker that is there now and held; null if it is none of this program. */
  claim(id: string): ThreadInspector | null {
    // What it was announced by may still lie in a port: ports and the inspector come in no order.
    if (!this.#nested.has(id)) this.drain();
    const nested = this.#nested.get(id);
    if (!nested) return null;
    const { announced, lines, number } = nested;
    const inspector = new ThreadInspector(
      lines,
      (event) => void thread.inspected(event),
      () => {
        thread.end();
        this.#threads.delete(number);
        this.#events.ended(number);
      },
    );
    const flags = new Int32Array(announced.flags);
    const count = number - mainThread;
    const name =
      announced.name ?? (announced.file ? `worker ${count} (${announced.file})` : `worker ${count}`);
    const thread = new Thread(flags, (method, params) => inspector.send(method, params), {
      inspector: (event) => this.#events.inspector({ thread: number, ...event }),
      outOfHeap: () => this.#events.outOfHeap(name, flags[Flag.SITE]),
    });
    nested.inspector = inspector;
    this.#threads.set(number, thread);
    if (nested.isEnding || this.#mainIsEnding) inspector.end();
    else this.#events.started({ thread: number, name });
    return inspector;
  }

  /** What still lies in the ports. */
  drain(): void {
    // Those that are announced meanwhile have ports too: a Map goes on to them.
    for (const [id, { announced }] of this.#nested) this.#drain(announced.output, id);
  }

  close(): void {
    for (const { announced } of this.#nested.values()) announced.output.close();
    for (const thread of this.#threads.values()) thread.end();
    this.#nested.clear();
  }

  #drain(port: MessagePort, id: string): void {
    for (let left = receiveMessageOnPort(port); left; left = receiveMessageOnPort(port)) {
      this.#said(left.message as SiteText | NestedNotice, id);
    }
  }

  #said(message: SiteText | NestedNotice, id: string): void {
    if ('text' in message) this.#events.output(message);
    else this.heard(message, id);
  }

  #isWithin(id: string, outer: string): boolean {
    for (let at = this.#nested.get(id) ?? null; at; at = at.parent) {
      if (at.announced.starts === outer) return true;
    }
    return false;
  }

  #end(nested: Nested): void {
    nested.isEnding = true;
    nested.inspector?.end();
  }
}
