/** Files that PyTorch, numpy and safetensors have written, and what is in them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tensor } from 'backstep';
import { afterAll, expect } from 'vitest';
import { type PackedTensor, readGolden } from '../../golden/read';

const golden = readGolden<Record<string, Record<string, PackedTensor>>>('formats/expected');

/** Path of a committed file. */
export const file = (name: string) =>
  fileURLToPath(new URL(`../../golden/data/formats/${name}`, import.meta.url));

/** What is in it, by the tensors' names. A file that the script does not know is an error. */
export function expected(name: string): Record<string, PackedTensor> {
  if (!golden[name]) throw new Error(`formats.py has written no ${name}`);
  return golden[name];
}

/** The same values, bit for bit; NaN is NaN. */
export function expectSame(tensor: Tensor, { dtype, shape, data }: PackedTensor, as = dtype): void {
  const values = Array.from(tensor.data() as ArrayLike<number | bigint>, (value) =>
    tensor.dtype === 'bool' ? value === 1 : value,
  );
  const wanted = data.map((value) =>
    tensor.dtype === 'int64' ? BigInt(value) : typeof value === 'string' ? Number(value) : value,
  );
  expect([tensor.dtype, tensor.shape]).toEqual([as, shape]);
  if (tensor.dtype !== 'float32') expect(values).toEqual(wanted);
  else expect(values).toEqual(wanted.map((value) => Math.fround(value as number)));
}

/** A folder that goes when the tests of the file have ended; gives the path of a name in it. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name) => join(folder, name);
}
