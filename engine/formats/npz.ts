/** npz: npy files in a zip archive (numpy.savez, numpy.savez_compressed). */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type Format, TensorFile } from './file';
import { LONGEST_HEADER, npyBytes, npySlot } from './npy';
import { quoted } from './source';
import { isZip, readZip } from './zip';

const ENDING = '.npy';
/** Where sizes and places in an archive end; fflate writes no zip64. */
const LARGEST_ARCHIVE = 2 ** 32 - 1;

export const npz: Format = {
  name: 'npz',
  endings: ['.npz'],
  match(source) {
    if (!isZip(source)) return false;
    try {
      const names = [...readZip('npz', source).keys()];
      return names.some((name) => name.endsWith(ENDING)) || names.length === 0;
    } catch {
      return false;
    }
  },
  open(source) {
    const arrays = [...readZip('npz', source).values()].filter(({ name }) => name.endsWith(ENDING));
    const slots = arrays.map((member) => {
      const name = member.name.slice(0, -ENDING.length);
      const what = `array ${quoted(name)} of ${source.name}`;
      return npySlot(name, what, member.head(LONGEST_HEADER), member.size, () => member.open());
    });
    return new TensorFile('npz', source, slots);
  },
};

/** The bytes of an npz file, in pieces. */
export function* npzBytes(
  tensors: Readonly<Record<string, Tensor>>,
  compress: boolean,
): Generator<Uint8Array> {
  let written = 0;
  let ready: Uint8Array[] = [];
  const archive = new Zip((error, bytes) => {
    if (error) throw error;
    ready.push(bytes);
  });
  function* flushed(): Generator<Uint8Array> {
    const pieces = ready;
    ready = [];
    for (const piece of pieces) {
      written += piece.length;
      if (written > LARGEST_ARCHIVE) {
        fail(
          'formats.save',
          'an npz file cannot be this large',
          `${written} bytes`,
          'save it as safetensors',
        );
      }
      yield piece;
    }
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    const file = name + ENDING;
    const member = compress ? new ZipDeflate(file, { level: 6 }) : new ZipPassThrough(file);
    // A file of the same tensors is the same, byte for byte.
    member.mtime = '1980-01-01T00:00:00';
    archive.add(member);
    for (const bytes of npyBytes(quoted(name), tensor)) {
      member.push(bytes);
      yield* flushed();
    }
    member.push(new Uint8Array(0), true);
    yield* flushed();
  }
  archive.end();
  yield* flushed();
}
