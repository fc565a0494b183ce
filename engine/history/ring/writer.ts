/** Writes records of ops into the ring, over the oldest ones where it is full. */
import type { Tensor } from '../../tensor/tensor';
import type { Phase } from '../event';
import { NameMemo } from '../memo';
import { MOST_NUMBERED, type Name } from '../name';
import {
  ATTRIBUTE_WORDS,
  Field,
  Head,
  Kind,
  MOST_AXES,
  MOST_NAMES,
  MOST_TENSORS,
  phaseNumber,
  type RingMemory,
  SLOTS,
  TensorField,
} from './layout';

/** Words that a tensor of most axes takes. */
const TENSOR_WORDS = TensorField.SIZE + 2 * MOST_AXES;
/** Longer texts and lists are cut. */
const MOST_CHARACTERS = 200;
const MOST_NUMBERS = 32;
/** Stands for every name that the table has no room for. */
const OTHER_NAME = '…';

/** What a record says of an op, beside its tensors and attributes. */
export interface Heading {
  readonly index: number;
  readonly opName: Name;
  readonly labelName: Name;
  readonly phase: Phase;
  readonly depth: number;
  readonly within: string;
  readonly site: number;
  readonly module: string;
  readonly forwardIndex: number;
  readonly nanoseconds: number;
}

const counts = { inputs: Field.INPUTS, outputs: Field.OUTPUTS, saved: Field.SAVED } as const;

export class RingWriter {
  readonly #memory: RingMemory;
  readonly #leaving: () => void;
  readonly #names = new Map<string, number>();
  readonly #memo = new NameMemo();
  /** By the numbers of names; -1 where one was not met. */
  readonly #numbers = new Int32Array(MOST_NUMBERED).fill(-1);
  /** Numbers of the names of dtypes, by the dtype's own. */
  readonly #types: number[] = [];
  /** Where the record under way begins, and its next word. */
  #start = 0;
  #next = 0;
  #tensors = 0;
  /** As the head says; here without atomic reads. */
  #written: number;
  #oldest: number;
  /** What the last record had: most have the same. */
  #within = '';
  #withinNumber = 0;
  #module = '';
  #moduleNumber = 0;

  /** `leaving` is called before the oldest record is lost. */
  constructor(memory: RingMemory, leaving: () => void) {
    this.#memory = memory;
    this.#leaving = leaving;
    this.#written = memory.head[Head.WRITTEN];
    this.#oldest = memory.head[Head.OLDEST];
    this.#name('');
    this.#name(OTHER_NAME);
  }

  /** Number of the next record; counts modulo 2^32. */
  get written(): number {
    return this.#written;
  }

  /** Number of the oldest record. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Begins a record of at most `tensors` tensors. `retained`: see {@link Field}. */
  begin(heading: Heading, tensors: number, retained: number): void {
    this.#makeRoom(Field.SIZE + ATTRIBUTE_WORDS + Math.min(tensors, MOST_TENSORS) * TENSOR_WORDS);
    const { words } = this.#memory;
    const at = this.#start;
    words[at + Field.INDEX] = heading.index;
    const { opName, labelName, within, module } = heading;
    words[at + Field.OP] = this.#numberOf(opName);
    words[at + Field.LABEL] = this.#numberOf(labelName);
    words[at + Field.PHASE] = phaseNumber(heading.phase);
    words[at + Field.DEPTH] = heading.depth;
    words[at + Field.WITHIN] = this.#withinOf(within);
    words[at + Field.SITE] = heading.site;
    words[at + Field.MODULE] = this.#moduleOf(module);
    words[at + Field.FORWARD] = heading.forwardIndex;
    words[at + Field.NANOSECONDS] = heading.nanoseconds;
    words[at + Field.RETAINED] = retained;
    words[at + Field.INPUTS] = 0;
    words[at + Field.OUTPUTS] = 0;
    words[at + Field.SAVED] = 0;
    words[at + Field.ATTRIBUTES] = 0;
    this.#next = at + Field.SIZE;
    this.#tensors = 0;
  }

  /** Inputs come before outputs, and those before saved tensors. Returns whether there was room for it. */
  tensor(group: keyof typeof counts, name: Name, { storage, type, shape, strides, offset }: Tensor): boolean {
    if (this.#tensors++ >= MOST_TENSORS) return false;
    const { words } = this.#memory;
    const at = this.#next;
    const ndim = shape.length;
    words[at + TensorField.NAME] = this.#numberOf(name);
    words[at + TensorField.STORAGE] = storage.id;
    words[at + TensorField.VERSION] = storage.version;
    words[at + TensorField.DTYPE] = this.#types[type.number] ??= this.#name(type.name);
    words[at + TensorField.OFFSET] = offset;
    words[at + TensorField.NDIM] = ndim;
    for (let axis = 0; axis < ndim; axis++) {
      words[at + TensorField.SIZE + axis] = shape[axis];
      words[at + TensorField.SIZE + ndim + axis] = strides[axis];
    }
    words[this.#start + counts[group]]++;
    this.#next = at + TensorField.SIZE + 2 * ndim;
    return true;
  }

  /** After all tensors. */
  attributes(attributes: Readonly<Record<string, unknown>>): void {
    const end = this.#next + ATTRIBUTE_WORDS - MOST_NUMBERS - 3;
    for (const name in attributes) {
      if (this.#next > end) return;
      this.#attribute(name, attributes[name]);
    }
  }

  /** The record is whole: readers may have it. */
  end(): void {
    const { head, places } = this.#memory;
    places[this.#written & (SLOTS - 1)] = this.#start;
    this.#start = this.#next;
    this.#written = (this.#written + 1) | 0;
    Atomics.store(head, Head.WRITTEN, this.#written);
  }

  #attribute(name: string, value: unknown): void {
    const { words } = this.#memory;
    words[this.#next++] = this.#name(name);
    words[this.#start + Field.ATTRIBUTES]++;
    if (typeof value === 'number') this.#value(Kind.NUMBER, value);
    else if (typeof value === 'boolean') this.#value(Kind.BOOLEAN, value ? 1 : 0);
    else if (value === null || value === undefined) this.#value(Kind.NOTHING, 0);
    else if (isNumbers(value) && value.length <= MOST_NUMBERS) {
      this.#value(Kind.NUMBERS, value.length);
      for (const one of value) words[this.#next++] = one;
    } else this.#value(Kind.NAME, this.#name(textOf(value)));
  }

  #value(kind: number, value: number): void {
    const { words } = this.#memory;
    words[this.#next++] = kind;
    words[this.#next++] = value;
  }

  /** Lets the oldest records go that lie where the next one is to be. */
  #makeRoom(size: number): void {
    const { words } = this.#memory;
    if (this.#start + size > words.length) {
      while (this.#oldestLiesIn(this.#start, words.length)) this.#leave();
      this.#start = 0;
    }
    while (this.#oldestLiesIn(this.#start, this.#start + size) || this.#isFull()) this.#leave();
  }

  #isFull(): boolean {
    return ((this.#written - this.#oldest) | 0) >= SLOTS;
  }

  #oldestLiesIn(from: number, to: number): boolean {
    if (this.#written === this.#oldest) return false;
    const place = this.#memory.places[this.#oldest & (SLOTS - 1)];
    return place >= from && place < to;
  }

  #leave(): void {
    this.#leaving();
    this.#oldest = (this.#oldest + 1) | 0;
    Atomics.store(this.#memory.head, Head.OLDEST, this.#oldest);
  }

  #withinOf(within: string): number {
    if (within !== this.#within) {
      this.#within = within;
      this.#withinNumber = this.#name(within);
    }
    return this.#withinNumber;
  }

  #moduleOf(module: string): number {
    if (module !== this.#module) {
      this.#module = module;
      this.#moduleNumber = this.#name(module);
    }
    return this.#moduleNumber;
  }

  #numberOf(name: Name): number {
    if (name.number < 0) return this.#name(name.text);
    const known = this.#numbers[name.number];
    if (known >= 0) return known;
    const number = this.#name(name.text);
    this.#numbers[name.number] = number;
    return number;
  }

  /** The number of a name, which the table gets if it is new. */
  #name(name: string): number {
    let number = this.#memo.get(name);
    if (number >= 0) return number;
    number = this.#names.get(name) ?? this.#newName(name);
    this.#memo.set(name, number);
    return number;
  }

  #newName(name: string): number {
    const { head, nameEnds, nameUnits } = this.#memory;
    const number = head[Head.NAMES];
    const start = number === 0 ? 0 : nameEnds[number - 1];
    const text = name.slice(0, MOST_CHARACTERS);
    if (number >= MOST_NAMES || start + text.length > nameUnits.length) {
      return this.#names.get(OTHER_NAME) as number;
    }
    for (let k = 0; k < text.length; k++) nameUnits[start + k] = text.charCodeAt(k);
    nameEnds[number] = start + text.length;
    this.#names.set(name, number);
    Atomics.store(head, Head.NAMES, number + 1);
    return number;
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return value.name || 'function';
  if (Array.isArray(value)) return `[${value.slice(0, MOST_NUMBERS).map(textOf).join(', ')}]`;
  return typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : String(value);
}
