/**
 * What ops changed that was there before: tensors written in place, gradients, random generators, an optimizer's
 * numbers. Each change can be taken back and made again, so that tensors in the past are what they were, bit for bit.
 */
import { allocate, apart, begin, execute, input, into, type Placed, result } from '../ops/command';
import { type DType, types } from '../tensor/dtype';
import type { Generator } from '../tensor/generator';
import { native } from '../tensor/native';
import type { TensorPlace } from '../tensor/picture';
import { elements } from '../tensor/shape';
import type { Storage } from '../tensor/storage';
import type { Tensor } from '../tensor/tensor';
import { watchField, watchState, watchWrite } from './dataBreakpoints';
import { Flag, flags, Watch } from './flags';
import { debuggerSite } from './sites';

export interface Change {
  /** Of the op that made it, or that was the next one when it was made. */
  index: number;
  /** Memory that it holds, in bytes. */
  readonly bytes: number;
  /** Takes it back if it is made, and makes it if it is taken back. */
  swap(): void;
  /** Lets go of what it holds. */
  forget(): void;
}

/** In the order in which they were made. Those before `first` are forgotten, and are cut off from time to time. */
let changes: (Change | null)[] = [];
let first = 0;
/** Where the next one is that is not made: at the end, but in the past. */
let made = 0;
let heldBytes = 0;

/** What a person's expressions changed in the past, where they are a visitor; null in the present. */
let visit: Change[] | null = null;

/** Where the changes begin that a person makes for good; -1 where they make none. */
let editedFrom = -1;
/** The op that comes next then. */
let editedBefore = 0;

/** Bytes that are compared at a time. */
const COMPARED_BYTES = 2 ** 22;

const forgetNothing = () => undefined;

/** Tested before every write: nobody keeps changes or watches for them. */
function isUnseen(): boolean {
  const nobody = (flags[Flag.WATCH] & (Watch.HISTORY | Watch.DATA)) === 0;
  return nobody && visit === null && editedFrom < 0;
}

const isWatched = () => (flags[Flag.WATCH] & Watch.DATA) !== 0;

/** Whether changes are kept; false in the console of the present and without a debugger. */
export function keepsChanges(): boolean {
  const keeps = (flags[Flag.WATCH] & Watch.HISTORY) !== 0 && flags[Flag.HISTORY_MEBIBYTES] > 0;
  return keeps || visit !== null || editedFrom >= 0;
}

function keep(change: Change): Change {
  if (visit !== null) {
    visit.push(change);
    return change;
  }
  changes.push(change);
  made = changes.length;
  heldBytes += change.bytes;
  return change;
}

const nextOp = () => flags[Flag.OPS];

/** Bytes that kept changes hold. */
export function changesBytes(): number {
  return heldBytes;
}

/** Before a tensor is written to in place. Null where no history is kept. */
export function rememberWrite(target: Tensor): Change | null {
  if (isUnseen()) return null;
  if (isWatched()) watchWrite(target);
  return keepsChanges() ? keep(new Write(target)) : null;
}

/**
 * The op that was to write failed. It is nobody's write where nothing was written; where something was, going back takes
 * that back too.
 */
export function abandonWrite(change: Change): void {
  if (!(change instanceof Write) || !change.isWithoutEffect()) return;
  const list = visit ?? changes;
  list.splice(list.lastIndexOf(change), 1);
  if (visit === null) {
    made = changes.length;
    heldBytes -= change.bytes;
  }
  change.forget();
}

/** Before a field of an object, such as `grad`, gets another value. */
export function rememberField<T extends object>(object: T, field: keyof T): void {
  if (isUnseen()) return;
  if (isWatched()) watchField(object);
  if (!keepsChanges()) return;
  rememberState(
    () => object[field],
    (value) => {
      object[field] = value;
    },
  );
}

/** Before the value of a key in a map, or fields of that value, change. Tensors among them are not copied. */
export function rememberEntry<K, V extends object>(map: Map<K, V>, key: K): void {
  if (isUnseen()) return;
  if (isWatched()) watchState(map, key);
  if (!keepsChanges()) return;
  rememberState(
    () => {
      const value = map.get(key);
      return value && { value, fields: fieldsOf(value) };
    },
    (entry) => {
      if (entry === undefined) {
        map.delete(key);
        return;
      }
      replaceFields(entry.value, entry.fields);
      map.set(key, entry.value);
    },
  );
}

/** Before a random generator gives numbers, or gets another state. */
export function rememberGenerator(generator: Generator): void {
  if (!keepsChanges()) return;
  rememberState(
    () => generator.getState(),
    (state) => generator.setState(state),
  );
}

/** Before what `get` gives changes, for as long as changes are kept; `set` gets what `get` gave. */
export function rememberState<S>(get: () => S, set: (state: S) => void): void {
  if (!keepsChanges()) return;
  let other = get();
  const swap = () => {
    const now = get();
    set(other);
    other = now;
  };
  keep({ index: nextOp(), bytes: 0, swap, forget: forgetNothing });
}

/**
 * Makes everything what it was just after op `index`, or in the present (Infinity). What is changed in the past by
 * those who look at it is taken back when they leave.
 */
export function travelTo(index: number): void {
  const watch = flags[Flag.WATCH];
  const visited = visit ?? [];
  visit = null;
  // What is swapped is no new change.
  flags[Flag.WATCH] = 0;
  try {
    for (const change of visited.reverse()) {
      change.swap();
      change.forget();
    }
    while (made > first && changeAt(made - 1).index > index) changeAt(--made).swap();
    while (made < changes.length && changeAt(made).index <= index) changeAt(made++).swap();
  } finally {
    flags[Flag.WATCH] = watch;
  }
  visit = index === Number.POSITIVE_INFINITY ? null : [];
}

const changeAt = (place: number) => changes[place] as Change;

/** From here on what a person evaluates changes the program for good, as history keeps it. */
export function beginEdit(): void {
  editedFrom = changes.length;
  editedBefore = nextOp();
}

/** Ends what {@link beginEdit} began: the changes are those of the op that comes next. */
export function endEdit(): void {
  for (let at = editedFrom; at >= 0 && at < changes.length; at++) changeAt(at).index = editedBefore;
  editedFrom = -1;
}

/** A write in place, as one sees it who looks back. */
export interface PastWrite {
  /** Index of the op that wrote. */
  readonly index: number;
  /** What was there before. */
  readonly before: Tensor;
}

/** The newest write into elements of `place` by an op up to `index`, of those that are kept. Null where there is none. */
export function lastWrite(place: TensorPlace, index: number): PastWrite | null {
  for (let at = made - 1; at >= first; at--) {
    const change = changeAt(at);
    if (change.index <= index && change instanceof Write && change.isInto(place)) return change;
  }
  return null;
}

/** Forgets the changes of the ops up to `index`: there is no way back past them. Only in the present. */
export function forgetChanges(index: number): void {
  while (first < changes.length && changeAt(first).index <= index) {
    const change = changeAt(first);
    changes[first++] = null;
    heldBytes -= change.bytes;
    change.forget();
  }
  if (first < 1000 || first < changes.length / 2) return;
  changes = changes.slice(first);
  first = 0;
  made = changes.length;
}

/** A write in place: the elements as they were before, and after it is taken back, as they were then. */
class Write implements Change {
  index = nextOp();
  readonly bytes: number;
  readonly #target: Placed;
  #version: number;
  #other: Tensor;

  constructor({ storage, type, shape, strides, offset }: Tensor) {
    this.#target = { storage, type, shape, strides, offset };
    this.#version = storage.version;
    this.#other = copied(this.#target);
    this.bytes = this.#other.storage.bytes;
    storage.retained++;
  }

  get before(): Tensor {
    return this.#other;
  }

  /** Whether the elements are, bit for bit, what they were. */
  isWithoutEffect(): boolean {
    const now = copied(this.#target);
    const [count, step] = [elements(now.shape), Math.floor(COMPARED_BYTES / now.type.bytes)];
    let isSame = true;
    for (let from = 0; isSame && from < count; from += step) {
      const [a, b] = [now, this.#other].map((tensor) =>
        Buffer.from(native.read(tensor.place(), from, Math.min(step, count - from))),
      );
      isSame = a.equals(b);
    }
    now.dispose();
    return isSame;
  }

  isInto(place: TensorPlace): boolean {
    const { storage, type, shape, strides, offset } = this.#target;
    if (storage.id !== place.storage) return false;
    const [start, end] = bytesOf(type.bytes, { shape, strides, offset });
    const [from, to] = bytesOf(types[place.dtype as DType].bytes, place);
    return start < to && from < end;
  }

  swap(): void {
    const { storage } = this.#target;
    const now = copied(this.#target);
    reaching(storage, () => {
      begin('history', 'copy');
      into(this.#target);
      input(this.#other);
      execute();
    });
    this.#other.dispose();
    this.#other = now;
    const { version } = storage;
    storage.version = this.#version;
    this.#version = version;
  }

  forget(): void {
    this.#other.dispose();
    this.#target.storage.letGo();
  }
}

/** From the first to behind the last byte that belongs to a tensor. */
function bytesOf(
  size: number,
  { shape, strides, offset }: Pick<TensorPlace, 'shape' | 'strides' | 'offset'>,
): readonly [number, number] {
  const last = shape.reduce((at, length, axis) => at + Math.max(length - 1, 0) * strides[axis], offset);
  return [offset * size, (last + 1) * size];
}

/** A copy that no scope of the program's ends. */
function copied(target: Placed): Tensor {
  return reaching(target.storage, () =>
    apart(() => {
      begin('history', 'keep');
      allocate(target.type, target.shape);
      input(target);
      const copy = result(target.type, target.shape);
      copy.site = debuggerSite;
      return copy;
    }),
  );
}

/** Runs `fn`, to which memory is there that the program has given back. */
function reaching<R>(storage: Storage, fn: () => R): R {
  storage.holders++;
  try {
    return fn();
  } finally {
    storage.holders--;
  }
}

/** The fields of an object, and of its lists their elements. */
export function fieldsOf<T extends object>(object: T): T {
  const fields = { ...object };
  for (const name in fields) {
    const value = fields[name];
    if (Array.isArray(value)) fields[name] = [...value] as typeof value;
  }
  return fields;
}

/** Gives an object these fields and no others. */
export function replaceFields<T extends object>(object: T, fields: T): void {
  for (const name of Object.keys(object)) if (!(name in fields)) delete object[name as keyof T];
  Object.assign(object, fields);
}
