import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { data, OpError } from 'backstep';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

const file = (name: string) => fileURLToPath(new URL(`../../golden/data/readers/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a Parquet file', () => {
  test.each(['none', 'snappy', 'gzip', 'brotli'])(
    'compressed by %s gives the cells that were written',
    async (codec) => {
      const table = await data.readParquet(file(`${codec}.parquet`));
      expect(table.names).toEqual(['id', 'small', 'value', 'kind', 'right', 'day']);
      expect(table.column('id')).toEqual([1n, 2n, 2n ** 60n]);
      expect(table.column('small')).toEqual([-1, 0, 127]);
      expect(table.column('value')).toEqual([0.5, null, -2]);
      expect(table.column('kind')).toEqual(['a', 'é', null]);
      expect(table.column('right')).toEqual([true, false, null]);
      expect(table.at(2).day).toBe('2026-01-02T00:00:00.000Z');
    },
  );

  test('gives the columns that are asked for, as a tensor', async () => {
    const table = await data.readParquet(file('snappy.parquet'), { columns: ['value', 'small'] });
    expect(table.tensor().tolist()).toEqual([
      [0.5, -1],
      [Number.NaN, 0],
      [-2, 127],
    ]);
  });

  const refused: [string, () => Promise<unknown>, string][] = [
    [
      'a column that it has not',
      () => data.readParquet(file('none.parquet'), { columns: ['x'] }),
      'readParquet: none.parquet has no column "x" — it has id, small',
    ],
    [
      'a column of lists',
      () => data.readParquet(file('lists.parquet')),
      'column "tags" of lists.parquet has lists — cells are single values',
    ],
    [
      'a codec that is not read',
      () => data.readParquet(file('zstd.parquet')),
      'readParquet: zstd.parquet cannot be read — ',
    ],
    ['another format', () => data.readParquet(file('rgb.png')), 'readParquet: rgb.png cannot be read — '],
    [
      'a path that is not there',
      () => data.readParquet(file('x.parquet')),
      'x.parquet cannot be read — ENOENT',
    ],
  ];
  test.each(refused)('refuses %s', async (_, read, message) => {
    await expect(read()).rejects.toThrow(message);
  });

  test('of which columns of lists are left out is read', async () => {
    const table = await data.readParquet(file('lists.parquet'), { columns: ['id'] });
    expect(table.column('id')).toEqual([1n]);
  });

  test('damaged anywhere, is read or refused', async () => {
    const whole = readFileSync(file('gzip.parquet'));
    const path = join(folder, 'damaged.parquet');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (at, byte, cut) => {
          const bytes = Buffer.from(whole);
          bytes[at] = byte;
          writeFileSync(path, cut ? bytes.subarray(0, at) : bytes);
          try {
            await data.readParquet(path);
          } catch (thrown) {
            if (!(thrown instanceof OpError)) throw thrown;
          }
        },
      ),
    );
  });
});
