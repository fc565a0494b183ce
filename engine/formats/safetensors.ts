/** Safetensors: a JSON header, then the tensors' bytes (format of the safetensors project, README "Format"). */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { bytesOf, checkedShape, readTensor } from './elements';
import { type Encoding, encodingOf } from './encoding';
import { type Format, type Slot, TensorFile } from './file';
import { quoted, type Source } from './source';

const dtypes: ReadonlyMap<string, string> = new Map([
  ['BOOL', 'bool'],
  ['U8', 'uint8'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
  ['F8_E4M3', 'float8_e4m3fn'],
  ['F8_E5M2', 'float8_e5m2'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['C64', 'complex64'],
]);

const codes = new Map([...dtypes].map(([code, name]) => [name, code]));

/** Bytes of the header's length, which is the first thing in the file. */
const START = 8;
/** As the reference reader has it. */
const LONGEST_HEADER = 100_000_000;

const again = 'get the file again';

export const safetensors: Format = {
  name: 'safetensors',
  endings: ['.safetensors'],
  match(source) {
    if (source.size < START + 2) return false;
    const head = source.read(0, START + 1);
    return head[START] === 0x7b && headerLength(head) <= source.size - START;
  },
  open(source) {
    const { name, size } = source;
    if (size < START) fail('safetensors', `${name} ends before its header begins`, `${size} bytes`, again);
    const length = headerLength(source.read(0, START));
    if (length > size - START) {
      const found = `${size} bytes, of which the header should be ${length}`;
      fail('safetensors', `${name} ends within its header`, found, again);
    }
    if (length > LONGEST_HEADER) {
      const found = `${length} bytes, at most ${LONGEST_HEADER} are read`;
      fail('safetensors', `the header of ${name} is too long`, found, again);
    }
    const header = parsedHeader(source.read(START, length), name);
    const slots: (Slot & Extent)[] = [];
    let metadata: Record<string, string> = {};
    for (const [key, value] of Object.entries(header)) {
      if (key === '__metadata__') metadata = checkedMetadata(value, name);
      else slots.push(slotOf(key, value, source, START + length));
    }
    checkExtents(slots, size - START - length, name);
    return new TensorFile('safetensors', source, slots, metadata);
  },
};

/** Where a tensor's bytes lie, from the end of the header. */
interface Extent {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
}

function parsedHeader(bytes: Uint8Array, name: string): Record<string, unknown> {
  let header: unknown;
  // A real header is three levels deep; a parser need not see millions of brackets.
  if (depthOf(bytes) > 8) fail('safetensors', `the header of ${name} is nested too deep`, 'beyond 8', again);
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    fail('safetensors', `the header of ${name} is no JSON`, quoted(why), again);
  }
  if (!isObject(header)) {
    return fail('safetensors', `the header of ${name} is no object`, quoted(JSON.stringify(header)), again);
  }
  return header;
}

function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkedMetadata(value: unknown, name: string): Record<string, string> {
  if (isObject(value) && Object.values(value).every((each) => typeof each === 'string')) {
    return value as Record<string, string>;
  }
  const found = quoted(JSON.stringify(value));
  return fail('safetensors', `__metadata__ of ${name} is no object of texts`, found, again);
}

function slotOf(key: string, value: unknown, source: Source, dataStart: number): Slot & Extent {
  const what = `tensor ${quoted(key)} of ${source.name}`;
  const bad = (why: string, found: unknown) =>
    fail('safetensors', `${what} ${why}`, quoted(JSON.stringify(found) ?? 'missing'), again);
  if (!isObject(value)) return bad('is not described', value);
  const dtype = typeof value.dtype === 'string' ? dtypes.get(value.dtype) : undefined;
  if (dtype === undefined) {
    return fail(
      'safetensors',
      `${what} has an unknown dtype`,
      quoted(JSON.stringify(value.dtype) ?? 'none'),
      `known are ${[...dtypes.keys()].join(', ')}`,
    );
  }
  const encoding: Encoding = encodingOf(dtype);
  const shape = checkedShape('safetensors', what, value.shape);
  const offsets = value.data_offsets;
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every(isOffset) ||
    offsets[0] > offsets[1]
  ) {
    return bad('has no data_offsets', offsets);
  }
  const [begin, end] = offsets as number[];
  const bytes = shape.reduce((product, size) => product * size, encoding.bytes);
  if (end - begin !== bytes) {
    fail(
      'safetensors',
      `${what} has another length than its shape`,
      `${end - begin} bytes, for ${value.dtype}[${shape.join(', ')}], which has ${bytes}`,
      again,
    );
  }
  const section: Source = { ...source, read: (at, length) => source.read(dataStart + begin + at, length) };
  const read: Slot['read'] = (options) =>
    readTensor('safetensors', what, { encoding, shape, source: () => section }, options);
  return { name: key, dtype, shape, begin, end, read };
}

function isOffset(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Bytes belong to one tensor each, and all of them to one: nothing hides between two tensors. */
function checkExtents(extents: readonly Extent[], size: number, name: string): void {
  let end = 0;
  for (const extent of [...extents].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (extent.begin !== end) {
      const found = `${quoted(extent.name)} begins at byte ${extent.begin}, the one before ends at ${end}`;
      const how = extent.begin < end ? 'overlap' : 'leave a hole between them';
      fail('safetensors', `tensors of ${name} ${how}`, found, again);
    }
    end = extent.end;
  }
  if (end !== size) {
    const found = `${size} bytes of tensors, the header says ${end}`;
    fail('safetensors', `${name} has another length than its header says`, found, again);
  }
}

/**
 * The bytes of a safetensors file, in pieces. Tensors lie by the size of their elements, largest first, so that each
 * is aligned, and then by name.
 */
export function* safetensorsBytes(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array> {
  const order = Object.entries(tensors).sort(
    ([a, { type: left }], [b, { type: right }]) => right.bytes - left.bytes || (a < b ? -1 : 1),
  );
  let end = 0;
  const described = order.map(([name, { dtype, shape, type }]): [string, unknown] => {
    if (name === '__metadata__') {
      fail('formats.save', 'a tensor has the name of the metadata', '"__metadata__"', 'give it another name');
    }
    const begin = end;
    end += shape.reduce((product, size) => product * size, type.bytes);
    return [name, { dtype: codes.get(dtype), shape, data_offsets: [begin, end] }];
  });
  const about = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : [];
  const text = Buffer.from(JSON.stringify(Object.fromEntries([...about, ...described])));
  const length = Math.ceil(text.length / 8) * 8;
  const header = Buffer.alloc(START + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  text.copy(header, START);
  yield header;
  for (const [, tensor] of order) yield* bytesOf(tensor);
}
