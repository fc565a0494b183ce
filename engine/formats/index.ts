/** Files of tensors: `formats.load('model.safetensors')`, `formats.save('model.safetensors', model.stateDict())`. */
import { extname } from 'node:path';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { ReadOptions } from './encoding';
import type { Format, TensorFile } from './file';
import { writeWhole } from './output';
import { safetensors, safetensorsBytes } from './safetensors';
import { openSource, quoted, type Source, sourceOf } from './source';

export type { ReadOptions } from './encoding';
export type { TensorEntry, TensorFile } from './file';

const all: readonly Format[] = [safetensors];

/**
 * Opens a file of tensors, recognised by its content: safetensors. What is in it is listed
 * at once, elements are read when they are asked for, so that the size of the file does not matter. Close it, or open it by `using`.
 * Nothing in a file is ever executed.
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

/**
 * The tensors of a file by their names, as `model.loadStateDict` takes them. See {@link open} for the formats; a
 * tensor whose dtype the engine lacks is an error, unless `{ as: 'float32' }` or another dtype can hold its values.
 */
export function load(path: string, options: ReadOptions = {}): Record<string, Tensor> {
  using file = open(path);
  return file.readAll(options);
}

export interface SaveOptions {
  /** Texts that a safetensors file says of itself. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes tensors, such as `model.stateDict()`, in the format of the path's ending: `.safetensors`.
 * Views are written as what they show. The file takes its name when all of it is written.
 */
export function save(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  options: SaveOptions = {},
): void {
  const ending = extname(path).toLowerCase();
  const pieces = writers[ending];
  if (!pieces) {
    fail(
      'formats.save',
      'the path says no format',
      quoted(path),
      `end it with ${Object.keys(writers).join(', ')}`,
    );
  }
  writeWhole(path, (put) => {
    for (const bytes of pieces(tensors, options)) put(bytes);
  });
}

type Writer = (tensors: Readonly<Record<string, Tensor>>, options: SaveOptions) => Iterable<Uint8Array>;

const writers: Readonly<Record<string, Writer>> = {
  '.safetensors': (tensors, { metadata }) => safetensorsBytes(tensors, metadata),
};
