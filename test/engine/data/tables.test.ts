import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { data, type Tensor } from 'backstep';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a CSV file', () => {
  test('has numbers where a column has only those, and texts elsewhere', () => {
    const path = join(folder, 'iris.csv');
    writeFileSync(path, '\ufefflength,species,id\r\n5.1,setosa,1\r\n-2e3, "x",2\r\n,,3\r\n');
    const table = data.readCsv(path);
    expect([table.names, table.length]).toEqual([['length', 'species', 'id'], 3]);
    expect(table.column('length')).toEqual([5.1, -2000, null]);
    expect(table.column('species')).toEqual(['setosa', ' "x"', '']);
    expect(table.at(1)).toEqual({ length: -2000, species: ' "x"', id: 2 });
  });

  test('becomes a tensor, of some columns or of one', () => {
    const table = data.parseCsv('a,b,label\n1,2.5,0\n3,,1\n');
    const features = table.tensor(['a', 'b']);
    expect([features.dtype, features.tolist()]).toEqual([
      'float32',
      [
        [1, 2.5],
        [3, Number.NaN],
      ],
    ]);
    const labels = table.tensor('label', { dtype: 'int64' });
    expect([labels.dtype, labels.tolist()]).toEqual(['int64', [0, 1]]);
  });

  test('is a dataset of rows, which a loader collates by column', () => {
    const table = data.parseCsv('x,kind\n1,a\n2,b\n3,c\n');
    const batches = [...new data.DataLoader(table, { batchSize: 2 })] as { x: Tensor; kind: string[] }[];
    expect(batches.map(({ x, kind }) => [x.tolist(), kind])).toEqual([
      [
        [1, 2],
        ['a', 'b'],
      ],
      [[3], ['c']],
    ]);
  });

  test('may lack names, have another separator, and numbers beyond what is exact', () => {
    const table = data.parseCsv('1\tinf\n9007199254740993\tNaN', { header: false, separator: '\t' });
    expect(table.names).toEqual(['0', '1']);
    expect(table.column('0')).toEqual([1, 9007199254740993n]);
    expect(table.column('1')).toEqual([Number.POSITIVE_INFINITY, Number.NaN]);
    expect(table.tensor('0', { dtype: 'int64' }).data()).toEqual(BigInt64Array.of(1n, 9007199254740993n));
  });

  test('gives any cells back as they were quoted', () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(
        fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ') }), {
          minLength: width,
          maxLength: width,
        }),
        { minLength: 1, maxLength: 5 },
      ),
    );
    fc.assert(
      fc.property(rows, (cells) => {
        const text = cells
          .map((row) => row.map((cell) => `"x${cell.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const table = data.parseCsv(text, { header: false });
        const back = Array.from({ length: table.length }, (_, i) => Object.values(table.at(i)));
        expect(back).toEqual(cells.map((row) => row.map((cell) => `x${cell}`)));
      }),
    );
  });

  test('may be empty', () => {
    expect([data.parseCsv('').length, data.parseCsv('a,b\n').length, data.parseCsv('a,b\n').names]).toEqual([
      0,
      0,
      ['a', 'b'],
    ]);
  });

  const malformed: [string, () => unknown, string][] = [
    [
      'a row too long',
      () => data.parseCsv('a,b\n1,2\n\n1,2,3'),
      'readCsv: line 4 of the text has another number of cells than the first — 3, not 2',
    ],
    [
      'an open quote',
      () => data.parseCsv('a\n"x\ny'),
      'readCsv: a quote of the text is not closed — from line 2 on',
    ],
    [
      'text after a quote',
      () => data.parseCsv('a\n"x"y'),
      'a cell of the text goes on after its closing quote — "y" in line 2',
    ],
    ['a name twice', () => data.parseCsv('a,a\n1,2'), 'two columns of the text have one name — "a"'],
    [
      'a separator of two',
      () => data.parseCsv('a', { separator: '::' }),
      'the separator is no single character — "::"',
    ],
    [
      'a column that is not there',
      () => data.parseCsv('a\n1').column('b'),
      'Table.column: there is no such column — "b" — it has "a"',
    ],
    [
      'a text as a number',
      () => data.parseCsv('a\n1\nx').tensor(),
      'Table.tensor: column "a" has a cell that is no number — "x" in row 1',
    ],
    [
      'a missing integer',
      () => data.parseCsv('a,b\n1,1\n,2').tensor('a', { dtype: 'int64' }),
      'has a cell that is no int64 — null in row 1',
    ],
    [
      'a fraction as an integer',
      () => data.parseCsv('a\n1.5').tensor('a', { dtype: 'int32' }),
      'no int32 — 1.5 in row 0',
    ],
    ['a row beyond the last', () => data.parseCsv('a\n1').at(1), 'Table.at: out of range — 1, of 1 rows'],
  ];
  test.each(malformed)('with %s is refused', (_, read, message) => {
    expect(read).toThrow(message);
  });
});

describe('a JSON Lines file', () => {
  test('is an array of samples, which a loader takes', () => {
    const path = join(folder, 'samples.jsonl');
    writeFileSync(path, '{"x": [1, 2.5], "text": "é"}\r\n\n{"x": [3, 4], "text": "b"}\n');
    const samples = data.readJsonl<{ x: number[]; text: string }>(path);
    expect(samples).toEqual([
      { x: [1, 2.5], text: 'é' },
      { x: [3, 4], text: 'b' },
    ]);
    const [batch] = [...new data.DataLoader(samples, { batchSize: 2 })];
    expect(batch.text).toEqual(['é', 'b']);
  });

  test('says which line is no JSON', () => {
    expect(() => data.parseJsonl('1\n\n{"a": }\n')).toThrow(
      /^readJsonl: line 3 of the text is no JSON — .+ — write one/,
    );
  });
});
