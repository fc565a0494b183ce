/**
 * Python's pickles, read as data (pickletools of CPython; protocols 2 to 5). A pickle is a program for a small stack
 * machine that may ask for any function of Python by its name and call it. Here, names are looked up in a list that
 * the caller closes, and what is called only builds a value.
 */
import { fail } from '../tensor/errors';
import { quoted, type Source } from './source';

/** A Python tuple; lists are plain arrays. */
export class Tuple extends Array<unknown> {}

/** A name of the closed list that may be called. */
export class Constructor {
  constructor(
    readonly name: string,
    readonly make: (args: readonly unknown[]) => unknown,
  ) {}
}

export interface Names {
  /** What a name of Python stands for: a {@link Constructor} or a value. Throws for a name not in the list. */
  readonly global: (module: string, name: string) => unknown;
  /** What stands outside of the pickle, such as a storage. */
  readonly persistent: (id: unknown) => unknown;
}

/** Bytes that are read ahead. */
const WINDOW = 2 ** 16;
const LONGEST_TEXT = 2 ** 24;
const LONGEST_BYTES = 2 ** 28;
/** Of an integer; Python has no limit. */
const LONGEST_INTEGER = 256;

/** Bytes of a source, one after the other. */
export class Reader {
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;
  /** Of the next byte. */
  position = 0;

  constructor(
    readonly op: string,
    readonly source: Source,
  ) {}

  take(length: number, most = LONGEST_TEXT): Uint8Array {
    const { op, source, position } = this;
    if (length > most || length > source.size - position) {
      const left = `${length} bytes from byte ${position} on, of ${source.size}`;
      fail(op, `${source.name} ends within its pickle`, left, 'get the file again');
    }
    let from = position - this.#start;
    if (from + length > this.#window.length) {
      this.#window = source.read(position, Math.min(Math.max(length, WINDOW), source.size - position));
      this.#start = position;
      from = 0;
    }
    this.position += length;
    return this.#window.subarray(from, from + length);
  }

  byte(): number {
    return this.take(1)[0];
  }

  /** Little-endian, unsigned. */
  number(bytes: 1 | 2 | 4 | 8): number {
    return (
      Buffer.from(this.take(bytes)).readUIntLE(0, Math.min(bytes, 6)) + (bytes === 8 ? this.#beyond() : 0)
    );
  }

  /** The upper two of eight bytes that were just taken. */
  #beyond(): number {
    const from = this.position - 2 - this.#start;
    return (this.#window[from] + this.#window[from + 1] * 256) * 2 ** 48;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  line(): string {
    const bytes: number[] = [];
    for (let byte = this.byte(); byte !== 0x0a; byte = this.byte()) {
      bytes.push(byte);
      if (bytes.length > 1024) this.refuse('has a name that does not end', '1024 bytes');
    }
    return Buffer.from(bytes).toString();
  }

  /** What stands at this place cannot be read. */
  refuse(why: string, found: string): never {
    return fail(this.op, `the pickle of ${this.source.name} ${why}`, found, 'get the file again');
  }
}

/** Runs one pickle to its end. What it builds can refer to itself, and to one value from many places. */
export function readPickle(reader: Reader, names: Names): unknown {
  const memo = new Map<number, unknown>();
  const marks: unknown[][] = [];
  let stack: unknown[] = [];
  const pop = (): unknown => {
    if (stack.length === 0) reader.refuse('takes a value where there is none', `byte ${reader.position}`);
    return stack.pop();
  };
  const top = <T>(kind: new () => T): T => {
    const value = stack.at(-1);
    if (value instanceof kind) return value;
    return reader.refuse(`adds to what is no ${kind.name}`, `byte ${reader.position}`);
  };
  const sinceMark = (): unknown[] => {
    const above = stack;
    stack = marks.pop() ?? reader.refuse('has no mark where it needs one', `byte ${reader.position}`);
    return above;
  };
  const push = (value: unknown) => stack.push(value);
  const tuple = (count: number) => push(Tuple.from(Array.from({ length: count }, pop).reverse()));
  const setItems = (map: Map<unknown, unknown>, items: readonly unknown[]) => {
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  };
  const remember = (place: number) => {
    memo.set(place, stack.at(-1));
  };
  const recall = (place: number) => {
    if (!memo.has(place)) reader.refuse('recalls a value that it has not had', `number ${place}`);
    push(memo.get(place));
  };
  const call = (called: unknown, args: unknown) => {
    if (!(called instanceof Constructor) || !(args instanceof Tuple)) {
      return reader.refuse('calls what cannot be called', `byte ${reader.position}`);
    }
    return push(called.make(args));
  };
  const named = (module: unknown, name: unknown) => {
    if (typeof module !== 'string' || typeof name !== 'string') {
      return reader.refuse('asks for a name that is no text', `byte ${reader.position}`);
    }
    return push(names.global(module, name));
  };

  const operations: Readonly<Record<number, () => unknown>> = {
    // ( 0 1 2
    40: () => {
      marks.push(stack);
      stack = [];
    },
    48: pop,
    49: sinceMark,
    50: () => push(stack.at(-1)),
    // N, true, false
    78: () => push(null),
    136: () => push(true),
    137: () => push(false),
    // J K M, LONG1, LONG4, G
    74: () => push(reader.number(4) | 0),
    75: () => push(reader.byte()),
    77: () => push(reader.number(2)),
    138: () => push(integer(reader, reader.byte())),
    139: () => push(integer(reader, reader.number(4))),
    71: () => push(Buffer.from(reader.take(8)).readDoubleBE()),
    // X, short and long; T and U are texts of Python 2
    88: () => push(reader.text(reader.number(4))),
    140: () => push(reader.text(reader.byte())),
    141: () => push(reader.text(reader.number(8))),
    84: () => push(reader.text(reader.number(4))),
    85: () => push(reader.text(reader.byte())),
    // B C, long, bytearray
    66: () => push(reader.take(reader.number(4), LONGEST_BYTES).slice()),
    67: () => push(reader.take(reader.byte()).slice()),
    142: () => push(reader.take(reader.number(8), LONGEST_BYTES).slice()),
    150: () => push(reader.take(reader.number(8), LONGEST_BYTES).slice()),
    // ] l a e
    93: () => push([]),
    108: () => push(sinceMark()),
    97: () => {
      const value = pop();
      top(Array).push(value);
    },
    101: () => {
      const items = sinceMark();
      const list = top(Array);
      for (const item of items) list.push(item);
    },
    // ) t, of 1, of 2, of 3
    41: () => tuple(0),
    116: () => push(Tuple.from(sinceMark())),
    133: () => tuple(1),
    134: () => tuple(2),
    135: () => tuple(3),
    // } d s u
    125: () => push(new Map()),
    100: () => {
      const items = sinceMark();
      const map = new Map();
      setItems(map, items);
      push(map);
    },
    115: () => {
      const value = pop();
      const key = pop();
      top(Map).set(key, value);
    },
    117: () => {
      const items = sinceMark();
      setItems(top(Map), items);
    },
    // sets: empty, add, frozen
    143: () => push(new Set()),
    144: () => {
      const items = sinceMark();
      const set = top(Set);
      for (const item of items) set.add(item);
    },
    145: () => push(new Set(sinceMark())),
    // c, from the stack; R, new; b
    99: () => named(reader.line(), reader.line()),
    147: () => {
      const name = pop();
      named(pop(), name);
    },
    82: () => {
      const args = pop();
      call(pop(), args);
    },
    129: () => {
      const args = pop();
      call(pop(), args);
    },
    98: () => {
      // Attributes that a program had put on a dict, such as `_metadata`: they are no items of it.
      if (!(pop() instanceof Map)) reader.refuse('sets a state that is no dict', `byte ${reader.position}`);
      top(Map);
    },
    // Q, and the memo: h j q r, next
    81: () => push(names.persistent(pop())),
    104: () => recall(reader.byte()),
    106: () => recall(reader.number(4)),
    113: () => remember(reader.byte()),
    114: () => remember(reader.number(4)),
    148: () => remember(memo.size),
    // protocol, frame
    128: () => {
      const protocol = reader.byte();
      if (protocol > 5) reader.refuse('is of an unknown protocol', `${protocol}`);
    },
    149: () => reader.take(8),
  };

  for (;;) {
    const code = reader.byte();
    // "."
    if (code === 46) return pop();
    const operation = operations[code];
    if (!operation) {
      const found = `${quoted(String.fromCharCode(code))} at byte ${reader.position - 1}`;
      return reader.refuse('has an operation that is not read here', found);
    }
    operation();
  }
}

/** Two's complement, little-endian; a bigint where a number is not exact. */
function integer(reader: Reader, length: number): number | bigint {
  if (length === 0) return 0;
  const bytes = Buffer.from(reader.take(length, LONGEST_INTEGER)).reverse();
  const value = BigInt.asIntN(8 * length, BigInt(`0x${bytes.toString('hex')}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
