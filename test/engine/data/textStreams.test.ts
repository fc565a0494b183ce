import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { data, type Tensor } from 'backstep';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { csvRecords } from '../../../engine/data/csvRecords';

const folder = mkdtempSync(join(tmpdir(), 'streams-'));
afterAll(() => rmSync(folder, { recursive: true }));
function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a CSV file as a stream', () => {
  test('gives the rows that readCsv gives', () => {
    const path = written('small.csv', '\ufeffa,b,"c ""d"""\r\n1,x,\r\n\r\n2.5,"y\nz",nan\n,w,1e3');
    const table = data.readCsv(path);
    const rows = [...new data.CsvStream(path)];
    expect(rows).toEqual(Array.from({ length: table.length }, (_, i) => table.at(i)));
    expect(rows).toEqual([
      { a: 1, b: 'x', 'c "d"': null },
      { a: 2.5, b: 'y\nz', 'c "d"': Number.NaN },
      { a: null, b: 'w', 'c "d"': 1000 },
    ]);
  });

  test('is larger than what is read at once, and is read once by all workers', () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i},row number ${i}`);
    const stream = new data.CsvStream(written('large.csv', `id,text\n${lines.join('\n')}\n`));
    for (const numWorkers of [0, 2]) {
      let sum = 0;
      let count = 0;
      for (const batch of new data.DataLoader(stream, { batchSize: 5000, numWorkers })) {
        const { id, text } = batch as unknown as { id: Tensor; text: string[] };
        sum += id.sum().item();
        count += text.length;
      }
      expect([count, sum]).toEqual([200_000, (200_000 * 199_999) / 2]);
    }
  });

  test('may be left, and begins anew', () => {
    const stream = new data.CsvStream(written('short.csv', 'a\n1\n2\n'));
    for (const row of stream) {
      expect(row).toEqual({ a: 1 });
      break;
    }
    expect([...stream].length).toBe(2);
  });

  test('has the columns’ types from its first rows, or as told', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},0${i}`).join('\n');
    const path = written('late.csv', `a,b\n${rows}\nlate,1\n`);
    expect(() => [...new data.CsvStream(path)]).toThrow(
      'CsvStream: column "a" of late.csv has a cell that is no number — "late" in line 1002 — set { types: { a: \'text\' } }',
    );
    const told = [...new data.CsvStream(path, { types: { a: 'text', b: 'text' } })];
    expect([told[1], told[1000]]).toEqual([
      { a: '1', b: '01' },
      { a: 'late', b: '1' },
    ]);
    expect(() => [...new data.CsvStream(path, { types: { c: 'text' } })]).toThrow(
      'CsvStream: late.csv has no column "c" — it has "a", "b" — name others',
    );
  });

  test('says what is wrong, and where', () => {
    const read = (text: string) => [...new data.CsvStream(written('wrong.csv', text))];
    expect(() => read('a,b\n1,2\n3\n')).toThrow(
      'line 3 of wrong.csv has another number of cells than the first — 1, not 2',
    );
    expect(() => read('a,a\n')).toThrow('CsvStream: two columns of wrong.csv have one name — "a"');
    expect(() => read('a\n"b')).toThrow('CsvStream: a quote of wrong.csv is not closed — from line 2 on');
    expect(() => [...new data.CsvStream(join(folder, 'none.csv'))]).toThrow(
      'CsvStream: none.csv cannot be read — ENOENT',
    );
  });

  test('has the same records however it is cut into pieces', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '1', ' ', 'é', '\u{1f600}') }),
      fc
        .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r') })
        .map((text) => `"${text.replaceAll('"', '""')}"`),
    );
    const ending = fc.constantFrom('\n', '\r\n', '\r');
    const texts = fc
      .array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 4 }), ending), { maxLength: 8 })
      .map((lines) => lines.map(([cells, end]) => cells.join(',') + end).join(''));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(80)), (text, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
        const whole = [...csvRecords('csv', [text], ',', 'the text')];
        expect([...csvRecords('csv', pieces, ',', 'the text')]).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a file of JSON lines as a stream', () => {
  test('gives the values that readJsonl gives, whatever their length', () => {
    const values = [{ a: 1 }, 'x'.repeat(3 << 20), [null, 'é'], 7];
    const path = written(
      'values.jsonl',
      `\ufeff${values.map((value) => JSON.stringify(value)).join('\n\n')}`,
    );
    expect(data.readJsonl(path)).toEqual(values);
    expect([...new data.JsonlStream(path)]).toEqual(values);
  });

  test('is shared by workers', () => {
    const path = written('many.jsonl', Array.from({ length: 10 }, (_, i) => `{"i":${i}}\n`).join(''));
    const loader = new data.DataLoader(new data.JsonlStream<{ i: number }>(path), {
      batchSize: 2,
      numWorkers: 2,
    });
    expect(Array.from(loader, ({ i }) => i.tolist())).toEqual([[0, 2], [1, 3], [4, 6], [5, 7], [8], [9]]);
  });

  test('says which line is wrong', () => {
    const path = written('wrong.jsonl', '1\n\n{"a"\n');
    expect(() => [...new data.JsonlStream(path)]).toThrow('JsonlStream: line 3 of wrong.jsonl is no JSON — ');
    expect(() => data.readJsonl(path)).toThrow('readJsonl: line 3 of wrong.jsonl is no JSON — ');
    expect(() => data.readJsonl(join(folder, 'none'))).toThrow('readJsonl: none cannot be read — ENOENT');
  });
});
