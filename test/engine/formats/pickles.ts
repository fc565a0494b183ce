/** Pickles written by hand, an operation at a time, for what Python's own would never write. */
import { archive, type Part } from './archive';

type Piece = string | number | readonly number[] | Uint8Array;

const bytesOf = (piece: Piece) =>
  typeof piece === 'number'
    ? Buffer.of(piece)
    : typeof piece === 'string'
      ? Buffer.from(piece)
      : Buffer.from(piece);

/** Letters are operations by their names, numbers bytes; the protocol and the end are added. */
export function pickle(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat([Buffer.of(0x80, 2), ...pieces.map(bytesOf), Buffer.from('.')]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export const text = (value: string) =>
  Buffer.concat([Buffer.from('X'), int32(value.length), Buffer.from(value)]);
export const number = (value: number) => Buffer.concat([Buffer.from('J'), int32(value)]);
export const list = (values: readonly number[]) =>
  Buffer.concat([Buffer.from('('), ...values.map(number), Buffer.from('t')]);

/** A float32 tensor on storage "0" of `count` elements. */
export function tensor(
  count: number,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Buffer {
  const storage = [text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), number(count)];
  const args = ['((', ...storage, 'tQ', number(offset), list(shape), list(strides), 0x89, 'Nt'];
  return Buffer.concat(['ctorch._utils\n_rebuild_tensor_v2\n', ...args, 'R'].map(bytesOf));
}

/** A checkpoint of this pickle and these bytes of storage "0". */
export function checkpoint(
  content: Uint8Array,
  storage = new Uint8Array(16),
  more: readonly Part[] = [],
): Uint8Array {
  return archive([{ name: 'a/data.pkl', packed: content }, { name: 'a/data/0', packed: storage }, ...more]);
}
