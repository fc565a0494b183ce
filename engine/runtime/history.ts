/** What ran, as the controller's thread reads it from the ring: also while the program is busy. */
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
