/** CSV: cells between commas, lines of them (RFC 4180). */
import { basename } from 'node:path';
import { fail } from '../tensor/errors';
import { type CsvRecord, csvRecords } from './csvRecords';
import { IterableDataset } from './iterable';
import { readText, textPieces } from './readFile';
import { ownRecipe, type Recipe } from './recipe';
import { type Cell, type Row, Table } from './table';
import { shared } from './workerInfo';

/** Options of `readCsv` and `parseCsv`. */
export interface CsvOptions {
  /** Whether the first line names the columns; they are "0", "1", … where it does not. True by default. */
  readonly header?: boolean;
  /** One character between cells; a comma by default. */
  readonly separator?: string;
}

/**
 * Reads a CSV file in UTF-8. A column whose cells are all numbers, or empty, has numbers, null where a cell is
 * empty; any other has the texts as they are. One that is larger than memory is read by {@link CsvStream}.
 */
export function readCsv(path: string, options: CsvOptions = {}): Table {
  return parseCsv(readText('readCsv', path), options, basename(path));
}

/** As {@link readCsv}, from a text; `name` is what errors call it. */
export function parseCsv(text: string, options: CsvOptions = {}, name = 'the text'): Table {
  const { names, rows } = rowsOf('readCsv', [text], options, name);
  const all = [...rows];
  return new Table(new Map(names.map((each, i) => [each, typed(all.map(({ cells }) => cells[i]))])));
}

/** The columns' names, and the records below them, each with as many cells. */
function rowsOf(
  op: string,
  pieces: Iterable<string>,
  { header = true, separator = ',' }: CsvOptions,
  name: string,
): { names: readonly string[]; rows: Iterable<CsvRecord> } {
  if (separator.length !== 1 || /["\r\n]/.test(separator)) {
    fail(op, 'the separator is no single character', JSON.stringify(separator), 'use "," ";" or "\\t"');
  }
  const records = csvRecords(op, withoutMark(pieces), separator, name);
  const first = records.next().value as CsvRecord | undefined;
  const width = first?.cells.length ?? 0;
  const names = header ? (first?.cells ?? []) : Array.from({ length: width }, (_, i) => String(i));
  const twice = names.find((each, i) => names.indexOf(each) < i);
  if (twice !== undefined) {
    const remedy = 'rename one, or { header: false }';
    fail(op, `two columns of ${name} have one name`, JSON.stringify(twice), remedy);
  }
  function* rows(): Generator<CsvRecord> {
    try {
      if (first && !header) yield first;
      for (const record of records) {
        if (record.cells.length !== width) {
          fail(
            op,
            `line ${record.line} of ${name} has another number of cells than the first`,
            `${record.cells.length}, not ${width}`,
            'quote cells that have the separator in them',
          );
        }
        yield record;
      }
    } finally {
      records.return(undefined);
    }
  }
  return { names, rows: rows() };
}

/** Without the mark of its byte order that a text may begin with. */
function* withoutMark(pieces: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const piece of pieces) {
    yield isFirst ? piece.replace(/^\ufeff/, '') : piece;
    isFirst &&= piece === '';
  }
}

/** Options of {@link CsvStream}. */
export interface CsvStreamOptions extends CsvOptions {
  /** What columns have, by their names; those that are not named have what their first cells say. */
  readonly types?: Readonly<Record<string, 'number' | 'text'>>;
}

/** Rows whose cells say what a column has. */
const TELLING_ROWS = 1000;

/**
 * The rows of a CSV file, one after the other, however large it is. A column has numbers, null where a cell is empty,
 * if the cells of the first 1000 rows are numbers; a later one that is not is an error. Each worker of a loader gives
 * its share of the rows.
 */
export class CsvStream extends IterableDataset<Row> {
  constructor(
    /** The file. */
    readonly path: string,
    /** As they were given. */
    readonly options: CsvStreamOptions = {},
  ) {
    super();
  }

  override *[Symbol.iterator](): Iterator<Row> {
    const name = basename(this.path);
    const { names, rows } = rowsOf('CsvStream', textPieces('CsvStream', this.path), this.options, name);
    const { types = {} } = this.options;
    const unknown = Object.keys(types).find((each) => !names.includes(each));
    if (unknown !== undefined) {
      const has = names.slice(0, 12).map((each) => JSON.stringify(each));
      fail(
        'CsvStream',
        `${name} has no column ${JSON.stringify(unknown)}`,
        `it has ${has.join(', ')}`,
        'name others',
      );
    }
    const records = rows[Symbol.iterator]();
    try {
      const first: CsvRecord[] = [];
      while (first.length < TELLING_ROWS) {
        const { done, value } = records.next();
        if (done) break;
        first.push(value);
      }
      const numeric = names.map((each, i) =>
        types[each] ? types[each] === 'number' : isNumeric(first.map(({ cells }) => cells[i])),
      );
      const row = ({ cells, line }: CsvRecord): Row =>
        Object.fromEntries(
          names.map((each, i) => [each, numeric[i] ? numberIn(cells[i], each, line, name) : cells[i]]),
        );
      yield* shared(chained(first, { [Symbol.iterator]: () => records }), row);
    } finally {
      records.return?.();
    }
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('CsvStream', this.path, this.options);
  }
}

function* chained<T>(first: Iterable<T>, then: Iterable<T>): Generator<T> {
  yield* first;
  yield* then;
}

function numberIn(cell: string, column: string, line: number, name: string): Cell {
  if (cell.trim() === '') return null;
  if (NUMBER.test(cell)) return numberOf(cell.trim().toLowerCase());
  return fail(
    'CsvStream',
    `column ${JSON.stringify(column)} of ${name} has a cell that is no number`,
    `${JSON.stringify(cell)} in line ${line}`,
    `set { types: { ${column}: 'text' } }`,
  );
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)\s*$/i;

/** Whether all cells are numbers or empty, and one at least is a number. */
function isNumeric(cells: readonly string[]): boolean {
  return (
    cells.every((cell) => cell.trim() === '' || NUMBER.test(cell)) && cells.some((cell) => cell.trim() !== '')
  );
}

function typed(cells: readonly string[]): Cell[] {
  if (!isNumeric(cells)) return [...cells];
  return cells.map((cell) => (cell.trim() === '' ? null : numberOf(cell.trim().toLowerCase())));
}

function numberOf(text: string): number | bigint {
  const special = /^([+-]?)(inf|nan)/.exec(text);
  if (special)
    return special[2] === 'nan'
      ? Number.NaN
      : special[1] === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY;
  const value = Number(text);
  // An identifier of many digits stays exact.
  return Number.isSafeInteger(value) || !/^[+-]?\d+$/.test(text) ? value : BigInt(text.replace(/^\+/, ''));
}
