/** IDX, the format of the MNIST files (described at the end of Yann LeCun's MNIST page). */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { tensor } from '../ops/data';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

interface ElementType {
  readonly bytes: number;
  /** An array of them; its kind becomes the tensor's dtype. */
  readonly make: (count: number) => Uint8Array | Int32Array | Float32Array | Float64Array;
  readonly read: (view: DataView, at: number) => number;
}

/** By the third byte of a file; elements are big-endian. There is no int16 tensor, and int8 has no
 * kernels yet: both become int32. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, make: (count) => new Uint8Array(count), read: (view, at) => view.getUint8(at) },
  9: { bytes: 1, make: (count) => new Int32Array(count), read: (view, at) => view.getInt8(at) },
  11: { bytes: 2, make: (count) => new Int32Array(count), read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, make: (count) => new Int32Array(count), read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, make: (count) => new Float32Array(count), read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, make: (count) => new Float64Array(count), read: (view, at) => view.getFloat64(at) },
};

/** Reads an IDX file, also one compressed by gzip. The tensor has the file's shape and element type. */
export function readIdx(file: string): Tensor {
  return parseIdx(readFileSync(file), file);
}

/** As {@link readIdx}, from bytes; `name` is what errors call it. */
export function parseIdx(content: Uint8Array, name = 'the file'): Tensor {
  const bytes = unzip(content, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    fail(
      'readIdx',
      `${name} is no IDX file`,
      `it starts with "${first}", two zero bytes are expected`,
      'check the path',
    );
  }
  const type = elementTypes[view.getUint8(2)];
  if (!type) {
    fail(
      'readIdx',
      `${name} has an unknown element type`,
      `0x${view.getUint8(2).toString(16).padStart(2, '0')}`,
      'IDX has 0x08, 0x09 and 0x0b to 0x0e',
    );
  }
  const start = 4 + 4 * view.getUint8(3);
  const shape = Array.from({ length: view.getUint8(3) }, (_, axis) =>
    bytes.length < start ? Number.NaN : view.getUint32(4 + 4 * axis),
  );
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + count * type.bytes) {
    const told =
      bytes.length < start
        ? `a header of ${start} bytes`
        : `shape [${shape.join(', ')}], ${start + count * type.bytes} bytes in all`;
    fail(
      'readIdx',
      `${name} has another length than it says`,
      `${bytes.length} bytes, for ${told}`,
      'get the file again',
    );
  }
  const values = type.make(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, start + i * type.bytes);
  return tensor(values).reshape(shape);
}

function unzip(content: Uint8Array, name: string): Uint8Array {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    fail('readIdx', `${name} cannot be decompressed`, `${why}`, 'get the file again');
  }
}
