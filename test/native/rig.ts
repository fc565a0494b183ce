/** Tensors in native memory with any strides, and commands on them, through the raw addon. */
import { Command, dtypeNumber, native } from '../../engine/tensor/native';
import type { TensorPlace } from '../../engine/tensor/picture';

export type Dtype = 'float32' | 'float64' | 'int32' | 'int64' | 'bool' | 'uint8' | 'int8' | Half;
/** Read and written as their bits. */
export type Half = 'float16' | 'bfloat16';

const words = new Float64Array(Command.WORDS);
native.attach(words.buffer as ArrayBuffer);

export const bytesOf: Record<Dtype, number> = {
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  bool: 1,
  uint8: 1,
  int8: 1,
  float16: 2,
  bfloat16: 2,
};

type Elements =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Int8Array
  | Uint16Array;

function view(dtype: Dtype, buffer: ArrayBuffer): Elements {
  if (dtype === 'float32') return new Float32Array(buffer);
  if (dtype === 'float64') return new Float64Array(buffer);
  if (dtype === 'int32') return new Int32Array(buffer);
  if (dtype === 'int64') return new BigInt64Array(buffer);
  if (dtype === 'int8') return new Int8Array(buffer);
  if (dtype === 'float16' || dtype === 'bfloat16') return new Uint16Array(buffer);
  return new Uint8Array(buffer);
}

/** A tensor's place, and where it is in memory. */
export interface Placed extends TensorPlace {
  readonly dtype: Dtype;
  /** Address of the storage's first byte. */
  readonly base: number;
}

/** How the axes of a shape lie in memory. An axis lacks an entry: as in a contiguous tensor. */
export interface Layout {
  /** The axes from the outermost in memory to the innermost. */
  readonly order?: readonly number[];
  /** Elements skipped: 1 none, 2 every other. Negative: backwards. 0: the axis repeats its first element. */
  readonly steps?: readonly number[];
  /** Elements in front of the tensor. */
  readonly offset?: number;
}

export const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Storages made since the last {@link releaseAll}. */
const made: number[] = [];

export function releaseAll(): void {
  for (const id of made.splice(0)) native.release(id);
}

/** Row-major positions of `shape`, in elements from the storage's first. */
function* positions({
  shape,
  strides,
  offset,
}: Pick<TensorPlace, 'shape' | 'strides' | 'offset'>): Generator<number> {
  const count = size(shape);
  for (let k = 0; k < count; k++) {
    let rest = k;
    let position = offset;
    for (let d = shape.length - 1; d >= 0; d--) {
      position += (rest % shape[d]) * strides[d];
      rest = Math.floor(rest / shape[d]);
    }
    yield position;
  }
}

/** A tensor of these values, row-major; what a repeated axis repeats is what it comes to first. */
export function place(
  dtype: Dtype,
  shape: readonly number[],
  values: ArrayLike<number>,
  layout: Layout = {},
): Placed {
  const order = layout.order ?? shape.map((_, d) => d);
  const strides = shape.map(() => 0);
  let offset = layout.offset ?? 0;
  let extent = 1;
  for (const d of [...order].reverse()) {
    const step = layout.steps?.[d] ?? 1;
    strides[d] = extent * step;
    if (step === 0) continue;
    if (step < 0) offset += (Math.max(shape[d], 1) - 1) * extent * -step;
    extent *= Math.max(shape[d], 1) * Math.abs(step);
  }
  const count = extent + (layout.offset ?? 0);
  const { id, pointer } = allocate(count * bytesOf[dtype]);
  const elements = view(dtype, new ArrayBuffer(count * bytesOf[dtype]));
  // What lies between the elements must not matter: it is no number that a kernel likes.
  elements.fill((dtype === 'int64' ? 77n : dtype === 'bool' ? 1 : 77) as never);
  const placed = { storage: id, dtype, shape, strides, offset, base: pointer };
  let k = 0;
  const taken = new Set<number>();
  for (const position of positions(placed)) {
    if (!taken.has(position))
      elements[position] = (dtype === 'int64' ? BigInt(values[k]) : values[k]) as never;
    taken.add(position);
    k++;
  }
  native.write(id, 0, elements);
  return placed;
}

function allocate(bytes: number): { id: number; pointer: number } {
  callAll('empty', [{ fresh: 'uint8', shape: [bytes] }], [], []);
  return {
    id: words[Command.FIRST_OPERAND + Command.STORAGE],
    pointer: words[Command.FIRST_OPERAND + Command.POINTER],
  };
}

/** A tensor's elements, row-major; int64 as numbers. */
export function read(placed: Placed): number[] {
  const whole = view(placed.dtype, native.read(placed, 0, 2 ** 24));
  return Array.from(positions(placed), (position) => Number(whole[position]));
}

/** An output that the kernel allocates, or the scalar `value` as an input. */
export interface Fresh {
  readonly fresh: Dtype;
  readonly shape: readonly number[];
}
export interface Scalar {
  readonly scalar: Dtype;
  readonly value: number;
}

/** Writes an operand into the command buffer. */
function put(k: number, operand: Placed | Fresh | Scalar): void {
  const at = Command.FIRST_OPERAND + k * Command.OPERAND_WORDS;
  words.fill(0, at, at + Command.OPERAND_WORDS);
  if ('scalar' in operand) {
    words[at + Command.KIND] = 1;
    words[at + Command.VALUE] = operand.value;
    words[at + Command.DTYPE] = dtypeNumber[operand.scalar];
    return;
  }
  const { shape } = operand;
  words[at + Command.NDIM] = shape.length;
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    words[at + Command.SHAPE + d] = shape[d];
    words[at + Command.STRIDES + d] = 'fresh' in operand ? stride : operand.strides[d];
    stride *= shape[d];
  }
  if ('fresh' in operand) {
    words[at + Command.KIND] = 2;
    words[at + Command.DTYPE] = dtypeNumber[operand.fresh];
    words[at + Command.BYTES] = size(shape) * bytesOf[operand.fresh];
  } else {
    words[at + Command.POINTER] = operand.base + operand.offset * bytesOf[operand.dtype];
    words[at + Command.DTYPE] = dtypeNumber[operand.dtype];
  }
}

/** The command buffer as the last command left it, for tests that spoil it. */
export const buffer = words;

export function write(
  kernel: string,
  outputs: readonly (Placed | Fresh | Scalar)[],
  inputs: readonly (Placed | Scalar)[],
  attributes: readonly number[],
): void {
  words[Command.KERNEL] = native.kernels[kernel];
  words[Command.OUTPUTS] = outputs.length;
  words[Command.INPUTS] = inputs.length;
  words[Command.ATTRIBUTES] = attributes.length;
  words.set(attributes, Command.FIRST_ATTRIBUTE);
  [...outputs, ...inputs].forEach((operand, k) => {
    put(k, operand);
  });
}

/** Runs what was written; throws what the addon says. */
export function run(): void {
  native.execute();
  if (words[Command.KERNEL] !== 0) throw new Error(native.lastError());
}

/** Runs a kernel and returns its outputs. */
export function callAll(
  kernel: string,
  outputs: readonly (Placed | Fresh | Scalar)[],
  inputs: readonly (Placed | Scalar)[],
  attributes: readonly number[],
): Placed[] {
  write(kernel, outputs, inputs, attributes);
  run();
  return outputs.flatMap((operand, k): Placed[] => {
    if ('scalar' in operand) return [];
    if (!('fresh' in operand)) return [operand];
    const at = Command.FIRST_OPERAND + k * Command.OPERAND_WORDS;
    const storage = words[at + Command.STORAGE];
    made.push(storage);
    const strides = [...words.slice(at + Command.STRIDES, at + Command.STRIDES + operand.shape.length)];
    return [
      {
        storage,
        dtype: operand.fresh,
        shape: operand.shape,
        strides,
        offset: 0,
        base: words[at + Command.POINTER],
      },
    ];
  });
}

/** Runs a kernel and returns its (first) output. */
export function call(
  kernel: string,
  output: Placed | Fresh | readonly (Placed | Fresh | Scalar)[],
  inputs: readonly (Placed | Scalar)[] = [],
  attributes: readonly number[] = [],
): Placed {
  const outputs = Array.isArray(output)
    ? (output as readonly (Placed | Fresh | Scalar)[])
    : [output as Placed | Fresh];
  return callAll(kernel, outputs, inputs, attributes)[0];
}
