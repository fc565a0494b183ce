/** What ran, as the controller's thread reads it from the ring: also while the program is busy. */
import { Flag } from '../history/flags';
import { Field, ringMemory } from '../history/ring/layout';
import { type OpRecord, RingReader } from '../history/ring/reader';

export interface HistoryRequest {
  /** Index of the op before which to begin; null: the newest op is the last. */
  readonly before: number | null;
  /** How many ops at most: 1 … 1000. */
  readonly count: number;
}

export interface HistoryPage {
  /** In their order, the newest last. */
  readonly ops: readonly OpRecord[];
  /** How many ops are recorded. */
  readonly recorded: number;
  /** Index of the oldest one; null where there is none. */
  readonly oldest: number | null;
}

const mostOps = 1000;

export class HistoryReader {
  readonly #ring: RingReader;

  constructor(ring: SharedArrayBuffer) {
    this.#ring = new RingReader(ringMemory(ring));
  }

  /** Ops that are overwritten while they are read are left out. Throws where `count` is none. */
  read({ before, count }: HistoryRequest): HistoryPage {
    if (!Number.isInteger(count) || count < 1 || count > mostOps) {
      throw new RangeError(`history: count is not in 1 … ${mostOps} — ${count} — ask for a page`);
    }
    const ring = this.#ring;
    const end = before === null ? ring.range.end : ring.find(before);
    const ops: OpRecord[] = [];
    for (let number = (end - count) | 0; number !== end; number = (number + 1) | 0) {
      const record = ring.record(number);
      if (record) ops.push(record);
    }
    const first = ring.count > 0 ? ring.field(ring.range.oldest, Field.INDEX) : null;
    return { ops, recorded: ring.count, oldest: first };
  }
}

/** What the past takes of memory, and what it may take. */
export interface HistoryState {
  /** MiB that it may hold on to. */
  readonly budget: number;
  /** Bytes that it holds on to, rounded up to KiB; of them, what the program itself still uses counts too. */
  readonly bytes: number;
  /** Ops that have run. */
  readonly ops: number;
  /** Of them, those that can be gone back to. */
  readonly kept: number;
  /** Index of the oldest of those; null where there is none. */
  readonly oldest: number | null;
}

/** As of the newest op, by the words that the program's thread shares: also while it is in a long native call. */
export function historyState(flags: Int32Array): HistoryState {
  const ops = flags[Flag.OPS];
  const oldest = flags[Flag.OLDEST] > 0 ? flags[Flag.OLDEST] - 1 : null;
  const kept = oldest === null ? 0 : ops - oldest;
  return {
    budget: flags[Flag.HISTORY_MEBIBYTES],
    bytes: flags[Flag.HISTORY_KIBIBYTES] * 1024,
    ops,
    kept,
    oldest,
  };
}
