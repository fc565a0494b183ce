/** Parquet: columns of a table, compressed. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fail, OpError } from '../tensor/errors';
import { type Cell, Table } from './table';

/** Options of `readParquet`. */
export interface ParquetOptions {
  /** Names of the columns that are read; all by default. */
  readonly columns?: readonly string[];
}

/**
 * Reads a Parquet file; of its columns, those that are asked for. Cells are numbers, texts, booleans and bigints (of
 * 64 bits), null where there is none; dates and times are texts as ISO 8601 has them. Compressed by Snappy, gzip or
 * Brotli, or not at all.
 */
export async function readParquet(path: string, { columns }: ParquetOptions = {}): Promise<Table> {
  const name = basename(path);
  const file = await open(path).catch((thrown: unknown) => damaged(name, thrown));
  try {
    const { parquetMetadataAsync, parquetRead, parquetSchema } = await import('hyparquet');
    const { size } = await file.stat();
    // The library reads ahead, and may never look at a read that has failed: none rejects.
    let failed = '';
    const source = {
      byteLength: size,
      async slice(start: number, end = size): Promise<ArrayBuffer> {
        const bytes = new Uint8Array(start >= 0 && start <= end && end <= size ? end - start : 0);
        if (!(end - start === bytes.length)) failed ||= `bytes ${start} to ${end} of ${size}`;
        await file.read(bytes, 0, bytes.length, start || 0).catch((thrown: unknown) => {
          failed ||= thrown instanceof Error ? thrown.message : String(thrown);
        });
        return bytes.buffer;
      },
    };
    const checked = async <T>(reading: Promise<T>): Promise<T> => {
      const [outcome] = await Promise.allSettled([reading]);
      if (failed) fail('readParquet', `${name} cannot be read where it says`, failed, 'get the file again');
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    };
    const metadata = await checked(parquetMetadataAsync(source));
    const all = parquetSchema(metadata).children.map(({ element }) => element.name);
    const missing = columns?.find((each) => !all.includes(each));
    if (missing !== undefined) {
      fail(
        'readParquet',
        `${name} has no column ${JSON.stringify(missing)}`,
        `it has ${all.join(', ')}`,
        'give others',
      );
    }
    const names = columns ?? all;
    const cells = new Map(names.map((each): [string, Cell[]] => [each, []]));
    const reading = parquetRead({
      file: source,
      metadata,
      columns: [...names],
      compressors: {
        GZIP: (bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(length, 1) }),
        BROTLI: (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(length, 1) }),
      },
      onComplete: (rows) => {
        names.forEach((each, i) => {
          const column = cells.get(each)!;
          for (const row of rows) column.push(cellOf(row[i], each, name));
        });
      },
    });
    await checked(reading);
    return new Table(cells);
  } catch (thrown) {
    return damaged(name, thrown);
  } finally {
    await file.close();
  }
}

function damaged(name: string, thrown: unknown): never {
  if (thrown instanceof OpError) throw thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return fail('readParquet', `${name} cannot be read`, why, 'check the path, or get the file again');
}

function cellOf(value: unknown, column: string, name: string): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return value as Cell;
  const kind = Array.isArray(value) ? 'lists' : ArrayBuffer.isView(value) ? 'bytes' : 'records';
  return fail(
    'readParquet',
    `column ${JSON.stringify(column)} of ${name} has ${kind}`,
    'cells are single values',
    'leave it out: { columns: […] }',
  );
}
