/** Values on their way to another thread of the process: tensors keep their memory, which both threads then hold. */
import { type DType, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { Generator } from '../tensor/generator';
import { native } from '../tensor/native';
import type { TensorPlace } from '../tensor/picture';
import { Storage } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { isPortable, moduleOf, type Recipe } from './recipe';

interface CarriedTensor {
  readonly place: TensorPlace;
  /** Of the storage. */
  readonly bytes: number;
}

/** A value as messages between threads may hold it. */
export interface Carried {
  readonly value: unknown;
  readonly tensors: readonly CarriedTensor[];
}

/** Stands where something was that `structuredClone` does not know; no sample has such a key. */
const stand = 'backstep:stand';
type Stand = { readonly [stand]: { readonly tensor: number } | { readonly recipe: Recipe } };

/**
 * Takes a value apart. The tensors have to live until the other thread has put it together. `what` is how an error
 * calls it. Arrays, objects and Maps keep their form; an instance of any other class has to be `Portable`, or becomes
 * what `structuredClone` makes of it.
 */
export function carry(op: string, what: string, value: unknown): { carried: Carried; tensors: Tensor[] } {
  const tensors: Tensor[] = [];
  const apart = (each: unknown): unknown => {
    if (each instanceof Tensor) {
      if (each.isDisposed) {
        fail(op, `${what} has a tensor that was disposed`, `[${each.shape.join(', ')}]`, 'keep it');
      }
      tensors.push(each);
      return { [stand]: { tensor: tensors.length - 1 } };
    }
    if (typeof each === 'function') {
      const shown = each.name ? `${each.name}()` : 'a function without a name';
      fail(
        op,
        `${what} has a function, which cannot go to another thread`,
        shown,
        'give an object with a recipe, or { numWorkers: 0 }',
      );
    }
    if (each instanceof Generator) {
      const remedy = 'leave it out: what samples draw depends on the epoch’s seed alone';
      fail(
        op,
        `${what} has a generator of its own, which cannot go to another thread`,
        `seed ${each.initialSeed()}`,
        remedy,
      );
    }
    if (isPortable(each)) {
      const { recipe } = each;
      const module = moduleOf(op, recipe);
      return { [stand]: { recipe: { ...recipe, module, args: (recipe.args ?? []).map(apart) } } };
    }
    if (Array.isArray(each)) return each.map(apart);
    if (each instanceof Map) return new Map([...each].map(([key, item]) => [apart(key), apart(item)]));
    if (!isPlain(each)) return each;
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, apart(item)]));
  };
  const carried = apart(value);
  const places = tensors.map((tensor) => ({ place: tensor.place(), bytes: tensor.storage.bytes }));
  return { carried: { value: carried, tensors: places }, tensors };
}

/** Puts it together in the other thread. `make` follows recipes. */
export function unpack({ value, tensors }: Carried, make: (recipe: Recipe) => unknown): unknown {
  const storages = new Map<number, Storage>();
  const tensor = ({ place, bytes }: CarriedTensor): Tensor => {
    const { storage: id, dtype, shape, strides, offset } = place;
    const storage = storages.get(id) ?? new Storage(id, native.share(id), bytes);
    storages.set(id, storage);
    return new Tensor(storage, types[dtype as DType], shape, strides, offset);
  };
  // Each tensor once, so that what was one stays one.
  const made = tensors.map(tensor);
  const together = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(together);
    if (each instanceof Map) return new Map([...each].map(([key, item]) => [together(key), together(item)]));
    if (!isPlain(each)) return each;
    if (!(stand in each)) {
      return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, together(item)]));
    }
    const standing = (each as Stand)[stand];
    if ('tensor' in standing) return made[standing.tensor];
    const { module, export: name, args = [] } = standing.recipe;
    return make({ module, export: name, args: args.map(together) });
  };
  return together(value);
}

/** The modules that recipes in a carried value name. */
export function modulesIn({ value }: Carried): Set<string> {
  const modules = new Set<string>();
  const look = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(look);
    else if (each instanceof Map) [...each].forEach(look);
    else if (isPlain(each)) {
      const standing = stand in each ? (each as Stand)[stand] : null;
      if (standing && 'recipe' in standing) {
        modules.add(standing.recipe.module);
        look(standing.recipe.args);
      } else Object.values(each).forEach(look);
    }
  };
  look(value);
  return modules;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}
