import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail } from '../tensor/errors';

/**
 * How another thread makes the same object, by which a dataset reaches the workers of a loader: the export `export` of
 * a module, a class or a function, applied to `args`. Arguments are what `structuredClone` takes, tensors, whose
 * memory the threads then share, and objects that have a recipe themselves.
 */
export interface Recipe {
  /** `import.meta.url` of the module that has the class; `backstep` for one of `data` itself. */
  readonly module: string;
  /** Name of the class or function there. */
  readonly export: string;
  /** What it is given. */
  readonly args?: readonly unknown[];
}

/** An object that can be made again in another thread. */
export interface Portable {
  /** How another thread makes the same one. */
  readonly recipe: Recipe;
}

export function isPortable(value: unknown): value is Portable {
  if (typeof value !== 'object' || value === null || !('recipe' in value)) return false;
  const { recipe } = value;
  return typeof recipe === 'object' && recipe !== null && 'module' in recipe && 'export' in recipe;
}

/** Of a class that `data` exports. */
export function ownRecipe(name: string, ...args: readonly unknown[]): Recipe {
  return { module: 'backstep', export: name, args };
}

/** By its own URL: where the module that runs as it lies. Set by modules that were transpiled. */
const transpiled = () =>
  (globalThis as { __backstepModules?: ReadonlyMap<string, string> }).__backstepModules;

/** The URL by which another thread imports a recipe's module; throws where importing it would run the program again. */
export function moduleOf(op: string, { module, export: name }: Recipe): string {
  if (module === 'backstep') return module;
  const program = process.argv[1];
  if (program !== undefined && sameFile(module, program)) {
    fail(
      op,
      `${name} is in the program itself, which a worker would run again`,
      module,
      'move it to a module of its own, and import it from there',
    );
  }
  return transpiled()?.get(module) ?? module;
}

function sameFile(url: string, path: string): boolean {
  try {
    return realpathSync(fileURLToPath(url)) === realpathSync(path);
  } catch {
    return false;
  }
}
