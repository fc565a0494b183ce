/**
 * Where the ring of executed ops lies in shared memory. The program's thread writes it; any thread reads it at any
 * time, also while the program is busy: a record is whole from before `WRITTEN` counts it until after `OLDEST` does.
 */

/** Ops that are kept at most. A power of two. */
export const SLOTS = 2 ** 15;
/** Room for records, in 64-bit floats. */
const WORDS = 2 ** 20;
/** Names that are told apart. */
export const MOST_NAMES = 2 ** 14;
/** Room for them, in UTF-16 units. */
const NAME_UNITS = 2 ** 19;
/** Tensors of one record; further ones are left out. */
export const MOST_TENSORS = 1000;
/** Axes of a tensor. */
export const MOST_AXES = 8;
/** Words that the attributes of one record take; further ones are left out. */
export const ATTRIBUTE_WORDS = 400;

/** Words of the head. Counters wrap around at 2^32. */
export const Head = {
  /** Records written so far. */
  WRITTEN: 0,
  /** Number of the oldest record that is still there. */
  OLDEST: 1,
  /** Names given so far. */
  NAMES: 2,
  SIZE: 16,
} as const;

/** Words of a record; names are numbers in the table of names. */
export const Field = {
  INDEX: 0,
  OP: 1,
  LABEL: 2,
  PHASE: 3,
  DEPTH: 4,
  WITHIN: 5,
  SITE: 6,
  MODULE: 7,
  /** Index of the op whose gradient this is; else -1. */
  FORWARD: 8,
  /** Time that its kernels took. */
  NANOSECONDS: 9,
  /** Number of its first tensor among those that are retained; -1 where they are not. */
  RETAINED: 10,
  INPUTS: 11,
  OUTPUTS: 12,
  SAVED: 13,
  ATTRIBUTES: 14,
  /** Tensors follow, then attributes: {name, {@link Kind}, value, or a count and values}. */
  SIZE: 15,
} as const;

/** Words of a tensor in a record; its shape and then its strides follow. */
export const TensorField = {
  NAME: 0,
  STORAGE: 1,
  VERSION: 2,
  DTYPE: 3,
  OFFSET: 4,
  NDIM: 5,
  SIZE: 6,
} as const;

export const Kind = { NUMBER: 0, BOOLEAN: 1, NOTHING: 2, NAME: 3, NUMBERS: 4 } as const;

export const phases = ['forward', 'backward', 'optimizer'] as const;

export function phaseNumber(phase: (typeof phases)[number]): number {
  return phases.indexOf(phase);
}

/** Views of the memory of a ring. */
export interface RingMemory {
  readonly head: Int32Array;
  /** Where each record begins, by its number modulo {@link SLOTS}. */
  readonly places: Int32Array;
  /** Where each name ends. */
  readonly nameEnds: Int32Array;
  readonly nameUnits: Uint16Array;
  readonly words: Float64Array;
}

/** Memory for a ring, all zero: 9 MiB that the system gives as they are used. */
export function makeRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (Head.SIZE + SLOTS + MOST_NAMES) + 2 * NAME_UNITS + 8 * WORDS);
}

export function ringMemory(buffer: SharedArrayBuffer): RingMemory {
  let at = 0;
  const next = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  return {
    head: new Int32Array(buffer, next(4 * Head.SIZE), Head.SIZE),
    places: new Int32Array(buffer, next(4 * SLOTS), SLOTS),
    nameEnds: new Int32Array(buffer, next(4 * MOST_NAMES), MOST_NAMES),
    nameUnits: new Uint16Array(buffer, next(2 * NAME_UNITS), NAME_UNITS),
    words: new Float64Array(buffer, next(8 * WORDS), WORDS),
  };
}
