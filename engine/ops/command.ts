/**
 * Writes commands for the addon, operand by operand, and runs them: the layout of native/README.md.
 * A command is begun, gets its outputs, then its inputs, then attributes, and is executed before the next begins.
 */

import { raise } from '../history/stop';
import type { ElementType } from '../tensor/dtype';
import { fail, OpError, shapeText } from '../tensor/errors';
import { releaseUnused } from '../tensor/memory';
import { Command, native } from '../tensor/native';
import { enterScope } from '../tensor/scope';
import { checkShape, rowMajor, type Shape } from '../tensor/shape';
import { Storage } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';

const words = new Float64Array(Command.WORDS);
native.attach(words.buffer as ArrayBuffer);

const {
  KERNEL,
  OUTPUTS,
  INPUTS,
  ATTRIBUTES,
  FIRST_ATTRIBUTE,
  FIRST_OPERAND,
  OPERAND_WORDS,
  KIND,
  POINTER,
  STORAGE,
  BYTES,
  VALUE,
  DTYPE,
  NDIM,
  SHAPE,
  STRIDES,
} = Command;

/** Makes the addon count the time that kernels take. */
export function timeKernels(): void {
  words[Command.TIMED] = 1;
}

/** Nanoseconds that kernels have taken since {@link timeKernels}; always 0 before. */
export function kernelTime(): number {
  return words[Command.NANOSECONDS];
}

/** From here on what kernels write is looked at, or is not. */
export function lookAtResults(looks: boolean): void {
  words[Command.LOOKS] = looks ? 1 : 0;
  words[Command.NOT_FINITE] = 0;
}

/** Whether all that kernels wrote since {@link lookAtResults} is known to be finite. */
export function areResultsFinite(): boolean {
  return words[Command.LOOKS] === 1 && words[Command.NOT_FINITE] === 0;
}

/** Something that no kernel looked at was written. */
export function resultUnseen(): void {
  words[Command.NOT_FINITE]++;
}

/**
 * Runs what is not the program's: none of its scopes ends the tensors, {@link kernelTime} does not count it, and nobody
 * looks at the results.
 */
export function apart<R>(run: () => R): R {
  const time = words[Command.NANOSECONDS];
  const looks = words[Command.LOOKS];
  const outer = enterScope(null);
  words[Command.LOOKS] = 0;
  try {
    return run();
  } finally {
    enterScope(outer);
    words[Command.NANOSECONDS] = time;
    words[Command.LOOKS] = looks;
  }
}

/** A copy, because the addon's own is slow to look up. */
const kernelNumbers: Readonly<Record<string, number>> = { ...native.kernels };

/** First word of the next operand. */
let next = FIRST_OPERAND;
/** Name of the op that the command is for. */
let running = '';

/** Starts a command for the op `op`. */
export function begin(op: string, kernel: string): void {
  const number = kernelNumbers[kernel];
  if (number === undefined) {
    fail(op, `the addon has no kernel "${kernel}"`, native.info.isa, 'rebuild it: npm run build:native');
  }
  running = op;
  words[KERNEL] = number;
  words[OUTPUTS] = 0;
  words[INPUTS] = 0;
  words[ATTRIBUTES] = 0;
  next = FIRST_OPERAND;
}

/** An output that the kernel is to allocate; {@link execute} and {@link taken} make the tensor of it. */
export function allocate(type: ElementType, shape: Shape): void {
  const ndim = shape.length;
  let bytes = type.bytes;
  for (let axis = 0; axis < ndim; axis++) bytes *= shape[axis];
  // Only shapes that are far too big need the full check; ops make no sizes that are none.
  if (bytes > 2 ** 46 || ndim > Command.MAX_NDIM) checkShape(running, shape, type.bytes);
  const at = next;
  words[at + KIND] = 2;
  words[at + BYTES] = bytes;
  words[at + DTYPE] = type.number;
  words[at + NDIM] = ndim;
  let step = 1;
  for (let axis = ndim - 1; axis >= 0; axis--) {
    words[at + SHAPE + axis] = shape[axis];
    words[at + STRIDES + axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  words[OUTPUTS]++;
  next = at + OPERAND_WORDS;
}

/** What a command needs to know of a tensor. */
export type Placed = Pick<Tensor, 'storage' | 'type' | 'shape' | 'strides' | 'offset'>;

/** A tensor seen as `shape`: axes of size 1, and those that it lacks in front, are repeated. */
function place(tensor: Placed, shape: Shape): void {
  const { storage, type, offset, strides } = tensor;
  if (storage.isReleased) {
    fail(
      running,
      'a tensor was disposed',
      shapeText(tensor.shape),
      'use it before dispose() or the end of tidy()',
    );
  }
  const at = next;
  words[at + KIND] = 0;
  words[at + POINTER] = storage.pointer + offset * type.bytes;
  words[at + STORAGE] = storage.id;
  words[at + DTYPE] = type.number;
  const ndim = shape.length;
  words[at + NDIM] = ndim;
  const own = tensor.shape;
  const missing = ndim - own.length;
  for (let axis = 0; axis < ndim; axis++) {
    const size = shape[axis];
    words[at + SHAPE + axis] = size;
    const inner = axis - missing;
    words[at + STRIDES + axis] = inner < 0 || (own[inner] === 1 && size !== 1) ? 0 : strides[inner];
  }
  next = at + OPERAND_WORDS;
}

/** An output in memory that is there already. */
export function into(tensor: Placed): void {
  words[OUTPUTS]++;
  place(tensor, tensor.shape);
}

export function input(tensor: Placed, shape: Shape = tensor.shape): void {
  words[INPUTS]++;
  place(tensor, shape);
}

/** A number in the place of a tensor of `type`, broadcast to `shape`. */
export function scalar(value: number | boolean, type: ElementType, shape: Shape): void {
  words[INPUTS]++;
  words[next + KIND] = 1;
  words[next + VALUE] = +value;
  words[next + DTYPE] = type.number;
  words[next + NDIM] = shape.length;
  for (let axis = 0; axis < shape.length; axis++) {
    words[next + SHAPE + axis] = shape[axis];
    words[next + STRIDES + axis] = 0;
  }
  next += OPERAND_WORDS;
}

/** As {@link scalar}, where a kernel writes to the operand if it is memory: its place is held, with nothing. */
export function nothingInto(type: ElementType): void {
  words[OUTPUTS]++;
  words[next + KIND] = 1;
  words[next + VALUE] = 0;
  words[next + DTYPE] = type.number;
  words[next + NDIM] = 0;
  next += OPERAND_WORDS;
}

export function attribute(value: number): void {
  words[FIRST_ATTRIBUTE + words[ATTRIBUTES]++] = value;
}

/** Runs a command that writes into memory which is there already. */
export function execute(): void {
  const kernel = words[KERNEL];
  native.execute();
  if (words[KERNEL] === 0) return;
  const first = native.lastError();
  if (isOutOfMemory(first)) {
    // Memory that only waits for a collection can be enough.
    releaseUnused();
    words[KERNEL] = kernel;
    native.execute();
    if (words[KERNEL] === 0) return;
  }
  failed(native.lastError());
}

function isOutOfMemory(text: string): boolean {
  return text.startsWith('out of memory');
}

/** The addon's texts are `kernel: what — what to do`. */
function failed(text: string): never {
  const [what, ...rest] = text.replace(/^\w+: /, '').split(' — ');
  const shape = isOutOfMemory(text) ? [`shape ${shapeText(firstShape())}`] : [];
  return raise(new OpError(running, what, ...shape, ...rest));
}

/** Shape of the first operand of the command that failed. */
function firstShape(): number[] {
  return Array.from(
    { length: words[FIRST_OPERAND + NDIM] },
    (_, axis) => words[FIRST_OPERAND + SHAPE + axis],
  );
}

/** Runs the command; gives the tensor of its first output, which the kernel has allocated. */
export function result(type: ElementType, shape: Shape): Tensor {
  execute();
  return taken(0, type, shape);
}

/** The tensor of output `position` of the command just executed. */
export function taken(position: number, type: ElementType, shape: Shape): Tensor {
  const operand = FIRST_OPERAND + position * OPERAND_WORDS;
  const storage = new Storage(words[operand + STORAGE], words[operand + POINTER], words[operand + BYTES]);
  return new Tensor(storage, type, shape, rowMajor(shape), 0);
}

/** A word of the first operand, where the kernels `item` and `health` leave what they found. */
export function readWord(word: number): number {
  return words[FIRST_OPERAND + word];
}

/** The single element that the kernel `item` has read. */
export function itemOf(tensor: Tensor): number {
  begin('item', 'item');
  input(tensor);
  execute();
  return readWord(VALUE);
}
