/** Reads what the scripts of this folder have written. A missing file is an error. */
import { readdirSync, readFileSync } from 'node:fs';
import { type DType, type Tensor, tensor } from 'backstep';

/** A tensor in a golden file: flat in row-major order; numbers that JSON lacks are strings. */
export interface PackedTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean | string)[];
}

/** An argument of an op: a tensor, tensors, or what JSON has. */
export type PackedArgument =
  | PackedTensor
  | readonly PackedTensor[]
  | number
  | boolean
  | string
  | object
  | null;

export interface OpCase {
  readonly args: readonly PackedArgument[];
  readonly outputs: readonly PackedTensor[];
  /** Gradient of the first output. */
  readonly seed?: PackedTensor;
  /** By each floating tensor among the arguments. */
  readonly gradients?: readonly (PackedTensor | null)[];
  /** There is a corner here: finite differences are not the gradient. */
  readonly rough?: boolean;
  /** PyTorch rounds to 16 bits on its way to the outputs, and not only at its end. */
  readonly rounds?: boolean;
}

export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The cases of every row, by its name: those of each file of data/ops/. */
export function readOpCases(): Map<string, readonly OpCase[]> {
  const cases = new Map<string, readonly OpCase[]>();
  for (const file of readdirSync(new URL('data/ops/', import.meta.url))) {
    const rows = readGolden<Record<string, OpCase[]>>(`ops/${file.replace('.json', '')}`);
    for (const [row, own] of Object.entries(rows)) cases.set(row, [...(cases.get(row) ?? []), ...own]);
  }
  return cases;
}

export function isPackedTensor(value: unknown): value is PackedTensor {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'data' in value;
}

export function unpack({ dtype, shape, data }: PackedTensor): Tensor {
  const values = data.map((value) =>
    typeof value === 'string' && dtype === 'int64' ? BigInt(value) : value,
  );
  const numbers = values.map((value) => (typeof value === 'string' ? Number(value) : value));
  return tensor(numbers, { dtype }).reshape(shape);
}
