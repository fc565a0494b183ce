/** npy: one array of numpy, versions 1 to 3 (numpy.lib.format). */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { bytesOf, checkedShape, columnMajor, readTensor } from './elements';
import { type Encoding, encodingOf } from './encoding';
import { type Format, type Slot, TensorFile } from './file';
import { quoted, type Source, sectionOf } from './source';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Bytes; more than the header of any array of numbers, and as many as numpy reads. */
export const LONGEST_HEADER = 10_000;

/** By numpy's letter and bytes an element. */
const dtypes: ReadonlyMap<string, string> = new Map([
  ['b1', 'bool'],
  ['u1', 'uint8'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['c8', 'complex64'],
  ['c16', 'complex128'],
]);
const codes = new Map([...dtypes].map(([code, name]) => [name, code]));

/** What errors of kinds that are no numbers say of them, by numpy's letter. */
const refused: Readonly<Record<string, string>> = {
  O: 'Python objects, which only running a pickle could give',
  S: 'byte strings',
  U: 'texts',
  V: 'records',
  M: 'dates',
  m: 'durations',
};

const again = 'get the file again';

export const npy: Format = {
  name: 'npy',
  endings: ['.npy'],
  match: (source) => source.size > 10 && isNpy(source.read(0, MAGIC.length)),
  open(source) {
    const head = source.read(0, Math.min(source.size, LONGEST_HEADER));
    // numpy's name of an array that was given none.
    return new TensorFile('npy', source, [npySlot('arr_0', source.name, head, source.size, () => source)]);
  },
};

function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** The array of an npy file of `size` bytes that begins with `head`. `content` is asked for when it is read. */
export function npySlot(
  name: string,
  what: string,
  head: Uint8Array,
  size: number,
  content: () => Source,
): Slot {
  const { text, end } = headerText(head, what);
  const { descr, fortranOrder, sizes } = fieldsOf(text, what);
  const shape = checkedShape('npy', what, sizes);
  const [, order, kind, digits] = /^([<>=|]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const dtype = dtypes.get(`${kind}${digits}`);
  if (dtype === undefined) {
    const found = refused[kind ?? 'V'] ?? 'elements of an unknown kind';
    const read = () =>
      fail('npy', `${what} holds ${found}`, quoted(descr), 'convert them to numbers in Python');
    return { name, dtype: descr, shape, read };
  }
  const encoding: Encoding = encodingOf(dtype);
  const bytes = shape.reduce((product, each) => product * each, encoding.bytes);
  if (size - end !== bytes) {
    const found = `${size - end} bytes after the header, for ${dtype}[${shape.join(', ')}], which has ${bytes}`;
    fail('npy', `${what} has another length than its shape`, found, again);
  }
  const run = {
    encoding,
    shape,
    bigEndian: order === '>',
    strides: fortranOrder && shape.length > 1 ? columnMajor(shape) : undefined,
    source: () => sectionOf(content(), end, bytes),
  };
  return { name, dtype, shape, read: (options) => readTensor('npy', what, run, options) };
}

function headerText(head: Uint8Array, what: string): { text: string; end: number } {
  if (!isNpy(head)) fail('npy', `${what} is no npy`, 'its first bytes are others', 'check the path');
  const version = head[6];
  const start = version === 1 ? 10 : 12;
  if (!(version >= 1 && version <= 3)) {
    fail('npy', `${what} is of an unknown version`, `${version}`, 'versions 1 to 3 are read');
  }
  if (head.length < start) fail('npy', `${what} ends before its header`, `${head.length} bytes`, again);
  const view = new DataView(head.buffer, head.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + length;
  if (end > LONGEST_HEADER) fail('npy', `the header of ${what} is too long`, `${length} bytes`, again);
  if (end > head.length) {
    fail('npy', `${what} ends within its header`, `${head.length} bytes, the header ends at ${end}`, again);
  }
  return { text: Buffer.from(head.subarray(start, end)).toString('latin1'), end };
}

/** A header is a Python dict of three entries: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function fieldsOf(text: string, what: string): { descr: string; fortranOrder: boolean; sizes: number[] } {
  const descr = /'descr'\s*:\s*(?:'([^'\\]*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)\b/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (descr && order && shape !== undefined && /^\s*\{.*\}\s*$/s.test(text)) {
    const sizes = shape
      .split(',')
      .flatMap((size) => (size.trim() ? [Number(size.replace(/L\s*$/, ''))] : []));
    return { descr: descr[1] ?? '[…]', fortranOrder: order === 'True', sizes };
  }
  return fail('npy', `the header of ${what} is damaged`, quoted(text.trim()), again);
}

/** The bytes of an npy file, in pieces. */
export function* npyBytes(name: string, tensor: Tensor): Generator<Uint8Array> {
  const { shape, type } = tensor;
  const code = codes.get(type.name);
  if (code === undefined) {
    fail('formats.save', `npy has no ${type.name}`, name, 'save it as safetensors, or convert it with .to()');
  }
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const descr = `${type.bytes === 1 ? '|' : '<'}${code}`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The elements begin at a multiple of 64 bytes.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, ' ');
  header.set([...MAGIC, 1, 0]);
  header.writeUInt16LE(length, 8);
  header.write(text, 10, 'latin1');
  header[header.length - 1] = 0x0a;
  yield header;
  yield* bytesOf(tensor);
}
