/** Files of tensors: `formats.load('model.safetensors')`, `formats.save('model.safetensors', model.stateDict())`. */
import { extname } from 'node:path';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import type { PtValue } from './checkpoint';
import type { ReadOptions } from './encoding';
import type { Format, TensorFile } from './file';
import { npy, npyBytes } from './npy';
import { npz, npzBytes } from './npz';
import { writeWhole } from './output';
import { CheckpointFile, pt } from './pt';
import { safetensors, safetensorsBytes } from './safetensors';
import { openSource, quoted, type Source, sourceOf } from './source';

export type { PtValue } from './checkpoint';
export type { ReadOptions } from './encoding';
export type { TensorEntry, TensorFile } from './file';
export { optimizerState } from './optimizerState';
export type { CheckpointFile } from './pt';

const all: readonly Format[] = [safetensors, npy, pt, npz];

/**
 * Opens a file of tensors, recognised by its content: safetensors, npy, npz, or a checkpoint of PyTorch's torch.save.
 * What is in it is listed at once, elements are read when they are asked for, so that the size of the file does not
 * matter. Close it, or open it by `using`. Nothing in a file is ever executed.
 *
 * Bytes can be given for a path; `name` is what errors call them.
 */
export function open(file: string | Uint8Array, name = 'the file'): TensorFile {
  const source = typeof file === 'string' ? openSource(file) : sourceOf(file, name);
  try {
    return formatOf(source).open(source);
  } catch (thrown) {
    source.close();
    throw thrown;
  }
}

function formatOf(source: Source): Format {
  const byContent = all.find(({ match }) => match(source));
  // A damaged file is told what is wrong with it by the format that its name promises.
  const format = byContent ?? all.find(({ endings }) => endings.includes(extname(source.name).toLowerCase()));
  if (format) return format;
  const first = [...source.read(0, Math.min(8, source.size))];
  return fail(
    'formats.open',
    `${source.name} is no file of tensors that is known here`,
    `${source.size} bytes, from "${first.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}" on`,
    `known are ${all.map((each) => each.name).join(', ')}`,
  );
}

/** Options of `load`. */
export interface LoadOptions extends ReadOptions {
  /** Only what stands below this name, by the rest of its name: `model` gives `fc1.weight` of `model.fc1.weight`. */
  readonly at?: string;
}

/**
 * The tensors of a file by their names, as `model.loadStateDict` takes them. See {@link open} for the formats; a
 * tensor whose dtype the engine lacks is an error, unless `{ as: 'float32' }` or another dtype can hold its values.
 *
 * Names of nested values are joined by dots. What is no tensor is left out: {@link loadPt} gives that too.
 */
export function load(path: string, { at, ...options }: LoadOptions = {}): Record<string, Tensor> {
  using file = open(path);
  if (at === undefined) return file.readAll(options);
  const names = [...file.entries.keys()];
  const below = names.filter((name) => name.startsWith(`${at}.`));
  if (below.length === 0) {
    const some = [...new Set(names.map((name) => name.split('.')[0]))].slice(0, 8).map(quoted).join(', ');
    fail(
      'formats.load',
      `${path} has nothing below ${quoted(at)}`,
      `it has ${some || 'no tensors'}`,
      'leave out at',
    );
  }
  return file.readAll(options, at);
}

/**
 * All that torch.save has written, as it is nested: dicts become objects, tuples arrays; names stay Python's, and
 * tensors that shared memory share it again. The pickle in it is read by a closed list of constructors; a file that
 * asks for anything else is refused by that name. `Content` is what the caller knows it to be; it is not checked.
 */
export function loadPt<Content = PtValue>(path: string, options: ReadOptions = {}): Content {
  using file = open(path);
  if (file instanceof CheckpointFile) return file.content(options) as Content;
  return fail('formats.loadPt', `${path} is no checkpoint`, `it is ${file.format}`, 'use formats.load');
}

/** The array of an npy file (numpy.load). An array in Fortran order keeps it, as strides. */
export function loadNpy(path: string, options: ReadOptions = {}): Tensor {
  using file = open(path);
  if (file.format !== 'npy') {
    fail('formats.loadNpy', `${path} is no npy`, `it is ${file.format}`, 'use formats.load');
  }
  return file.read('arr_0', options);
}

/** Options of `save`. */
export interface SaveOptions {
  /** Whether an npz file is deflated (numpy.savez_compressed); no by default. */
  readonly compress?: boolean;
  /** Texts that a safetensors file says of itself. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes tensors, such as `model.stateDict()`, in the format of the path's ending: `.safetensors`, `.npz`, or
 * `.npy`, which holds one tensor, given by itself or under any name.
 * Views are written as what they show. The file takes its name when all of it is written.
 */
export function save(
  path: string,
  tensors: Readonly<Record<string, Tensor>> | Tensor,
  options: SaveOptions = {},
): void {
  const pieces = writers[extname(path).toLowerCase()];
  if (!pieces) {
    const endings = Object.keys(writers).join(', ');
    fail('formats.save', 'the path says no format', quoted(path), `end it with ${endings}`);
  }
  const named = tensors instanceof Tensor ? { arr_0: tensors } : tensors;
  writeWhole(path, (put) => {
    for (const bytes of pieces(named, options)) put(bytes);
  });
}

type Writer = (tensors: Readonly<Record<string, Tensor>>, options: SaveOptions) => Iterable<Uint8Array>;

const writers: Readonly<Record<string, Writer>> = {
  '.safetensors': (tensors, { metadata }) => safetensorsBytes(tensors, metadata),
  '.npz': (tensors, { compress = false }) => npzBytes(tensors, compress),
  '.npy': (tensors) => {
    const all = Object.entries(tensors);
    if (all.length === 1) return npyBytes(...all[0]);
    return fail(
      'formats.save',
      'an npy file holds one tensor',
      `${all.length} were given`,
      'end it with .npz',
    );
  },
};
