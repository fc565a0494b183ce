/** IDX, the format of the MNIST files (described at the end of Yann LeCun's MNIST page). */

import { constants, gunzipSync } from 'node:zlib';
import { tensor } from '../ops/data';
import { fail, OpError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { readBytes } from './readFile';

interface ElementType {
  readonly bytes: number;
  /** An array of them; its kind becomes the tensor's dtype. */
  readonly make: (count: number) => Uint8Array | Int8Array | Int32Array | Float32Array | Float64Array;
  readonly read: (view: DataView, at: number) => number;
}

/** By the third byte of a file; elements are big-endian. There is no int16 tensor: it becomes int32. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, make: (count) => new Uint8Array(count), read: (view, at) => view.getUint8(at) },
  9: { bytes: 1, make: (count) => new Int8Array(count), read: (view, at) => view.getInt8(at) },
  11: { bytes: 2, make: (count) => new Int32Array(count), read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, make: (count) => new Int32Array(count), read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, make: (count) => new Float32Array(count), read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, make: (count) => new Float64Array(count), read: (view, at) => view.getFloat64(at) },
};

/** Reads an IDX file, also one compressed by gzip. The tensor has the file's shape and element type. */
export function readIdx(file: string): Tensor {
  return parseIdx(readBytes('readIdx', file), file);
}

/** As {@link readIdx}, from bytes; `name` is what errors call it. */
export function parseIdx(content: Uint8Array, name = 'the file'): Tensor {
  const bytes = isZipped(content) ? unzipped(content, name) : content;
  const { type, shape, start, size } = headerOf(bytes, name);
  if (bytes.length !== start + size) wrongLength(name, String(bytes.length), shape, start + size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = type.make(size / type.bytes);
  for (let i = 0; i < values.length; i++) values[i] = type.read(view, start + i * type.bytes);
  return tensor(values).reshape(shape);
}

/** What the first bytes say; `start` and `size` are of the elements' bytes. */
function headerOf(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) {
    const found = `it starts with "${hexOf(bytes.subarray(0, 4), ' ')}", two zero bytes are expected`;
    fail('readIdx', `${name} is no IDX file`, found, 'check the path');
  }
  const type = elementTypes[view.getUint8(2)];
  if (!type) {
    const found = `0x${hexOf(bytes.subarray(2, 3), '')}`;
    fail('readIdx', `${name} has an unknown element type`, found, 'IDX has 0x08, 0x09 and 0x0b to 0x0e');
  }
  const start = 4 + 4 * view.getUint8(3);
  if (bytes.length < start) {
    const found = `${bytes.length} bytes, for a header of ${start} bytes`;
    fail('readIdx', `${name} has another length than it says`, found, again);
  }
  const shape = Array.from({ length: view.getUint8(3) }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { type, shape, start, size: shape.reduce((product, size) => product * size, type.bytes) };
}

function wrongLength(name: string, found: string, shape: readonly number[], size: number): never {
  const told = `${found} bytes, for shape [${shape.join(', ')}], ${size} bytes in all`;
  return fail('readIdx', `${name} has another length than it says`, told, again);
}

const again = 'get the file again';

function hexOf(bytes: Uint8Array, between: string): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(between);
}

function isZipped(content: Uint8Array): boolean {
  return content[0] === 0x1f && content[1] === 0x8b;
}

/** Compressed bytes in which the longest header is: deflate stores what it cannot make smaller. */
const BEGINNING = 4096;

/** No more is decompressed than the header says there is. */
function unzipped(content: Uint8Array, name: string): Uint8Array {
  try {
    const some = { finishFlush: constants.Z_SYNC_FLUSH };
    const { shape, start, size } = headerOf(gunzipSync(content.subarray(0, BEGINNING), some), name);
    try {
      return gunzipSync(content, { maxOutputLength: Math.min(start + size, LARGEST) });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw thrown;
      return wrongLength(name, 'more', shape, start + size);
    }
  } catch (thrown) {
    if (thrown instanceof OpError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('readIdx', `${name} cannot be decompressed`, why, again);
  }
}

/** As many bytes as one buffer of Node can have at least. */
const LARGEST = 2 ** 32 - 1;
