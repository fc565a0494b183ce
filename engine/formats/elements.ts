/** Elements on their way between a file and a tensor's memory, a piece at a time. */
import { empty } from '../ops/creation';
import { types } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { Command, native } from '../tensor/native';
import { elements, rowMajor, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { conversion, type Encoding, type ReadOptions, swapBytes } from './encoding';
import type { Source } from './source';

/** Bytes at once. The addon reads no more than 16 MiB at once. */
const PIECE = 2 ** 22;
/** More bytes than any machine can address: a size or a product beyond it is no size at all. */
const LIMIT = 2 ** 47;

/** Elements that lie one after the other. */
export interface Run {
  readonly encoding: Encoding;
  readonly shape: Shape;
  /** Steps between elements, where they are not row-major. They stay within the run. */
  readonly strides?: Shape;
  readonly bigEndian?: boolean;
  /** Of exactly the bytes of these elements. It is asked for when the elements are read, not before. */
  readonly source: () => Source;
}

/**
 * The shape a file gives, or its strides: integers from 0. Throws where they are none, or no memory could hold so many
 * elements.
 */
export function checkedShape(op: string, what: string, sizes: unknown, noun = 'shape'): number[] {
  const bad = () => fail(op, `${what} has no ${noun}`, jsonText(sizes), 'integers from 0 are expected');
  if (!Array.isArray(sizes)) return bad();
  let product = 1;
  for (const size of sizes) {
    if (!Number.isSafeInteger(size) || size < 0) bad();
    product *= Math.max(size, 1);
    if (product > LIMIT) {
      fail(op, `${what} is larger than any memory`, jsonText(sizes), 'the file is damaged: get it again');
    }
  }
  return [...sizes];
}

function jsonText(value: unknown): string {
  const text =
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Throws where no tensor has as many axes. */
export function checkAxes(op: string, what: string, shape: Shape): void {
  if (shape.length > Command.MAX_NDIM) {
    fail(op, `${what} has too many axes`, shapeText(shape), `tensors have at most ${Command.MAX_NDIM}`);
  }
}

/** Reads a tensor; `what` is how errors call it. */
export function readTensor(op: string, what: string, run: Run, options: ReadOptions): Tensor {
  const { encoding, shape, strides } = run;
  const { type, convert } = conversion(op, `${what}, ${encoding.name}${shapeText(shape)}`, encoding, options);
  checkAxes(op, what, shape);
  const made = empty(shape, { dtype: type.name });
  const source = run.source();
  const size = elements(shape) * encoding.bytes;
  const scale = type.bytes / encoding.bytes;
  for (let at = 0; at < size; at += PIECE) {
    const bytes = source.read(at, Math.min(PIECE, size - at));
    if (run.bigEndian) swapBytes(bytes, encoding.word);
    // A byte other than 0 and 1 in a bool would be neither true nor false to a kernel.
    if (type === types.bool) for (let i = 0; i < bytes.length; i++) bytes[i] = bytes[i] === 0 ? 0 : 1;
    native.write(made.storage.id, at * scale, convert ? convert(bytes) : bytes);
  }
  if (!strides) return made;
  const seen = new Tensor(made.storage, type, shape, strides, 0);
  made.dispose();
  return seen;
}

/** Steps of a column-major (Fortran) array, in elements. */
export function columnMajor(shape: Shape): number[] {
  return [...rowMajor([...shape].reverse())].reverse();
}

/** The bytes of a tensor's elements in row-major order, a piece at a time, little-endian. */
export function* bytesOf(tensor: Tensor): Generator<Uint8Array> {
  if (tensor.isDisposed) {
    fail(
      'formats.save',
      'a tensor was disposed',
      shapeText(tensor.shape),
      'save it before dispose() or tidy()',
    );
  }
  const whole = tensor.detach().contiguous();
  const { type, offset } = whole;
  const step = PIECE / type.bytes;
  const end = offset + whole.numel();
  for (let at = offset; at < end; at += step) {
    yield new Uint8Array(native.read({ ...whole.place(), offset: 0 }, at, Math.min(step, end - at)));
  }
}
