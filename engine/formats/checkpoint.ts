/** What a pickle has built, as JavaScript's values. */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { StoredElements, StoredTensor } from './torch';

/**
 * A value of a checkpoint. Dicts become objects, or Maps where a key is neither a text nor a number; tuples become
 * arrays; dtypes and devices their names; integers beyond 2^53 bigints.
 */
export type PtValue =
  | Tensor
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | PtValue[]
  | Set<PtValue>
  | Map<PtValue, PtValue>
  | { [key: string]: PtValue };

const DEEPEST = 200;
/** Places that are looked at for tensors: one value can stand in many. */
const MOST_PLACES = 500_000;

function tooDeep(name: string): never {
  return fail('pt', `${name} is nested too deep`, `beyond ${DEEPEST}`, 'save less nested values');
}

/** A value that stands in several places is one object here too, also where it holds itself. */
export function toValue(built: unknown, name: string, read: (tensor: StoredTensor) => Tensor): PtValue {
  const done = new Map<unknown, PtValue>();
  const list = (items: Iterable<unknown>, depth: number, made: PtValue[] = []): PtValue[] => {
    for (const item of items) made.push(convert(item, depth + 1));
    return made;
  };
  const remembered = <T extends PtValue>(from: unknown, made: T): T => {
    done.set(from, made);
    return made;
  };
  const convert = (value: unknown, depth: number): PtValue => {
    if (typeof value !== 'object' || value === null) return (value ?? null) as PtValue;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return tooDeep(name);
    if (value instanceof StoredTensor) return remembered(value, read(value));
    if (value instanceof StoredElements) return remembered(value, read(wholeOf(value, name)));
    if (value instanceof Uint8Array) return value;
    if (Array.isArray(value)) {
      const made = remembered<PtValue[]>(value, []);
      return list(value, depth, made);
    }
    if (value instanceof Set) {
      const made = remembered(value, new Set<PtValue>());
      for (const item of list(value, depth)) made.add(item);
      return made;
    }
    if (!(value instanceof Map)) return null;
    if (!isRecord(value)) {
      const made = remembered(value, new Map<PtValue, PtValue>());
      for (const [key, item] of value) made.set(convert(key, depth + 1), convert(item, depth + 1));
      return made;
    }
    const made = remembered<{ [key: string]: PtValue }>(value, {});
    for (const [key, item] of value) {
      const own = { value: convert(item, depth + 1), writable: true, enumerable: true, configurable: true };
      Object.defineProperty(made, String(key), own);
    }
    return made;
  };
  return convert(built, 0);
}

function isRecord(map: ReadonlyMap<unknown, unknown>): boolean {
  const keys = [...map.keys()];
  const textual = keys.every((key) => typeof key === 'string' || typeof key === 'number');
  return textual && new Set(keys.map(String)).size === keys.length;
}

/** Every tensor by where it stands, `model.fc1.weight`; one alone is `tensor`. */
export function tensorsIn(built: unknown, name: string): Map<string, StoredTensor> {
  const found = new Map<string, StoredTensor>();
  const inside = new Set<unknown>();
  let places = 0;
  const look = (value: unknown, path: string): void => {
    if (++places > MOST_PLACES) {
      fail('pt', `${name} has too many values`, `beyond ${MOST_PLACES}`, 'save its tensors alone');
    }
    if (value instanceof StoredElements || value instanceof StoredTensor) {
      const own = path || 'tensor';
      if (found.has(own))
        fail('pt', `two tensors of ${name} have one name`, own, 'give one key another name');
      found.set(own, value instanceof StoredElements ? wholeOf(value, name) : value);
      return;
    }
    if (!(Array.isArray(value) || value instanceof Map || value instanceof Set)) return;
    // What holds itself is looked at once.
    if (inside.has(value)) return;
    if (inside.size > DEEPEST) tooDeep(name);
    inside.add(value);
    const entries = value instanceof Set ? [...value].entries() : value.entries();
    for (const [key, item] of entries) look(item, path ? `${path}.${keyText(key)}` : keyText(key));
    inside.delete(value);
  };
  look(built, '');
  return found;
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null ? 'key' : String(key);
}

/** A storage that was saved by itself, as a row of all its elements. */
function wholeOf(elements: StoredElements, name: string): StoredTensor {
  const { encoding, count } = elements;
  if (encoding) return new StoredTensor(elements, encoding, 0, [count], [1]);
  return fail('pt', `${name} has a storage without a dtype`, `${count} bytes`, 'save the tensor instead');
}
