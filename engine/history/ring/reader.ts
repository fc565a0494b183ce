/** Reads records of ops from the ring, in any thread, also while they are written. */
import type { DType } from '../../tensor/dtype';
import type { Phase } from '../event';
import {
  ATTRIBUTE_WORDS,
  Field,
  Head,
  Kind,
  MOST_AXES,
  MOST_TENSORS,
  phases,
  type RingMemory,
  SLOTS,
  TensorField,
} from './layout';

/** A tensor as an op saw it. */
export interface TensorRecord {
  /** Its role for the op: `input`, `weight`, `grad`, … */
  readonly name: string;
  /** Number of its storage in the addon's table; another's, once it is given back. */
  readonly storage: number;
  /** Writes in place to the storage so far, just after the op. */
  readonly version: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements, as `offset`. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** An op without its tensors. */
export interface OpSummary {
  readonly index: number;
  readonly op: string;
  readonly label: string;
  readonly phase: Phase;
  readonly depth: number;
  readonly within: string;
  readonly site: number;
  readonly module: string;
  readonly forwardIndex: number;
  /** Time that its kernels took, those of the ops inside of it too. */
  readonly nanoseconds: number;
}

/** All that is recorded of an op; what its tensors hold is not in it. */
export interface OpRecord extends OpSummary {
  readonly inputs: readonly TensorRecord[];
  readonly outputs: readonly TensorRecord[];
  readonly saved: readonly TensorRecord[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export class RingReader {
  readonly #memory: RingMemory;
  readonly #names: string[] = [];

  constructor(memory: RingMemory) {
    this.#memory = memory;
  }

  /** Numbers of the oldest record and of the one after the newest; both count modulo 2^32. */
  get range(): { oldest: number; end: number } {
    const { head } = this.#memory;
    const oldest = Atomics.load(head, Head.OLDEST);
    return { oldest, end: Atomics.load(head, Head.WRITTEN) };
  }

  /** How many records there are. */
  get count(): number {
    const { oldest, end } = this.range;
    return (end - oldest) | 0;
  }

  /** Number of the first record whose op is `index` or a later one; they are in their order. */
  find(index: number): number {
    const { oldest } = this.range;
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.field(oldest + middle, Field.INDEX) < index) low = middle + 1;
      else high = middle;
    }
    return (oldest + low) | 0;
  }

  /** A word of a record; of another one, or of none, where the record is not there any more. */
  field(number: number, field: number): number {
    return this.#memory.words[this.place(number) + field];
  }

  place(number: number): number {
    return this.#memory.places[number & (SLOTS - 1)];
  }

  /** Null where the record is not there (any more). */
  summary(number: number): OpSummary | null {
    return this.#whole(number, (place) => this.#summaryAt(place));
  }

  /** Null where the record is not there (any more). */
  record(number: number): OpRecord | null {
    return this.#whole(number, (place) => {
      let at = place + Field.SIZE;
      const tensors = (field: number) =>
        Array.from({ length: this.#size(place + field, MOST_TENSORS) }, () => {
          const tensor = this.#tensorAt(at);
          at += TensorField.SIZE + 2 * tensor.shape.length;
          return tensor;
        });
      const [inputs, outputs, saved] = [tensors(Field.INPUTS), tensors(Field.OUTPUTS), tensors(Field.SAVED)];
      const attributes = this.#attributesAt(at, this.#size(place + Field.ATTRIBUTES, ATTRIBUTE_WORDS));
      return { ...this.#summaryAt(place), inputs, outputs, saved, attributes };
    });
  }

  /** What `read` gives, unless the record was overwritten meanwhile. */
  #whole<R>(number: number, read: (place: number) => R): R | null {
    if (!this.#has(number)) return null;
    try {
      const found = read(this.place(number));
      return this.#has(number) ? found : null;
    } catch (error) {
      // Sizes that are none were read while others were written over them, and refused.
      if (!this.#has(number)) return null;
      throw error;
    }
  }

  #has(number: number): boolean {
    const { oldest, end } = this.range;
    return ((number - oldest) | 0) >= 0 && ((end - number) | 0) > 0;
  }

  /** How many follow, by a word. What was written over it meanwhile may be any number: a billion would take minutes. */
  #size(at: number, most: number): number {
    const size = this.#memory.words[at];
    if (!(size >= 0 && size <= most)) throw new RangeError(`ring: ${size} is no size of at most ${most}`);
    return size;
  }

  #summaryAt(place: number): OpSummary {
    const { words } = this.#memory;
    return {
      index: words[place + Field.INDEX],
      op: this.#name(words[place + Field.OP]),
      label: this.#name(words[place + Field.LABEL]),
      phase: phases[words[place + Field.PHASE]],
      depth: words[place + Field.DEPTH],
      within: this.#name(words[place + Field.WITHIN]),
      site: words[place + Field.SITE],
      module: this.#name(words[place + Field.MODULE]),
      forwardIndex: words[place + Field.FORWARD],
      nanoseconds: words[place + Field.NANOSECONDS],
    };
  }

  #tensorAt(at: number): TensorRecord {
    const { words } = this.#memory;
    const ndim = this.#size(at + TensorField.NDIM, MOST_AXES);
    const sizes = at + TensorField.SIZE;
    return {
      name: this.#name(words[at + TensorField.NAME]),
      storage: words[at + TensorField.STORAGE],
      version: words[at + TensorField.VERSION],
      dtype: this.#name(words[at + TensorField.DTYPE]) as DType,
      shape: Array.from(words.subarray(sizes, sizes + ndim)),
      strides: Array.from(words.subarray(sizes + ndim, sizes + 2 * ndim)),
      offset: words[at + TensorField.OFFSET],
    };
  }

  #attributesAt(start: number, count: number): Record<string, unknown> {
    const { words } = this.#memory;
    const attributes: Record<string, unknown> = {};
    let at = start;
    for (let k = 0; k < count; k++) {
      const name = this.#name(words[at++]);
      const kind = words[at++];
      const value = words[at++];
      if (kind === Kind.NUMBERS) {
        const length = this.#size(at - 1, ATTRIBUTE_WORDS);
        attributes[name] = Array.from(words.subarray(at, at + length));
        at += length;
      } else if (kind === Kind.NAME) attributes[name] = this.#name(value);
      else if (kind === Kind.BOOLEAN) attributes[name] = value !== 0;
      else attributes[name] = kind === Kind.NOTHING ? null : value;
    }
    return attributes;
  }

  #name(number: number): string {
    const { head, nameEnds, nameUnits } = this.#memory;
    while (this.#names.length <= number && this.#names.length < Atomics.load(head, Head.NAMES)) {
      const next = this.#names.length;
      const start = next === 0 ? 0 : nameEnds[next - 1];
      this.#names.push(String.fromCharCode(...nameUnits.subarray(start, nameEnds[next])));
    }
    return this.#names[number] ?? '';
  }
}
