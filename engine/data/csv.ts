/** CSV: cells between commas, lines of them (RFC 4180). */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fail } from '../tensor/errors';
import { type Cell, Table } from './table';

/** Options of `readCsv` and `parseCsv`. */
export interface CsvOptions {
  /** Whether the first line names the columns; they are "0", "1", … where it does not. True by default. */
  readonly header?: boolean;
  /** One character between cells; a comma by default. */
  readonly separator?: string;
}

/**
 * Reads a CSV file in UTF-8. A column whose cells are all numbers, or empty, has numbers, null where a cell is
 * empty; any other has the texts as they are.
 */
export function readCsv(path: string, options: CsvOptions = {}): Table {
  return parseCsv(readFileSync(path, 'utf8'), options, basename(path));
}

/** As {@link readCsv}, from a text; `name` is what errors call it. */
export function parseCsv(text: string, options: CsvOptions = {}, name = 'the text'): Table {
  const { header = true, separator = ',' } = options;
  if (separator.length !== 1 || /["\r\n]/.test(separator)) {
    fail(
      'readCsv',
      'the separator is no single character',
      JSON.stringify(separator),
      'use "," ";" or "\\t"',
    );
  }
  const lines = linesOf(text.replace(/^\ufeff/, ''), separator, name);
  const width = lines[0]?.cells.length ?? 0;
  const odd = lines.find(({ cells }) => cells.length !== width);
  if (odd) {
    fail(
      'readCsv',
      `line ${odd.line} of ${name} has another number of cells than the first`,
      `${odd.cells.length}, not ${width}`,
      'quote cells that have the separator in them',
    );
  }
  const names = header ? (lines.shift()?.cells ?? []) : Array.from({ length: width }, (_, i) => String(i));
  const twice = names.find((each, i) => names.indexOf(each) < i);
  if (twice !== undefined) {
    fail(
      'readCsv',
      `two columns of ${name} have one name`,
      JSON.stringify(twice),
      'rename one, or { header: false }',
    );
  }
  return new Table(new Map(names.map((each, i) => [each, typed(lines.map(({ cells }) => cells[i]))])));
}

interface Line {
  /** Where it begins in the text, from 1. */
  readonly line: number;
  readonly cells: string[];
}

/** Empty lines are none. */
function linesOf(text: string, separator: string, name: string): Line[] {
  const lines: Line[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const began = line;
    const cells: string[] = [];
    for (let more = true; more; ) {
      let cell: string;
      if (text[at] === '"') {
        const end = closingQuote(text, at);
        if (end < 0) fail('readCsv', `a quote of ${name} is not closed`, `from line ${line} on`, 'add a "');
        cell = text.slice(at + 1, end).replaceAll('""', '"');
        line += newlines(cell);
        at = end + 1;
        if (at < text.length && text[at] !== separator && !/[\r\n]/.test(text[at])) {
          const found = `${JSON.stringify(text[at])} in line ${line}`;
          fail(
            'readCsv',
            `a cell of ${name} goes on after its closing quote`,
            found,
            'double quotes in a cell: ""',
          );
        }
      } else {
        const start = at;
        while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
        cell = text.slice(start, at);
      }
      cells.push(cell);
      more = text[at] === separator;
      if (more) at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') lines.push({ line: began, cells });
  }
  return lines;
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)\s*$/i;

function typed(cells: readonly string[]): Cell[] {
  const numeric = cells.every((cell) => cell.trim() === '' || NUMBER.test(cell));
  if (!numeric || cells.every((cell) => cell.trim() === '')) return [...cells];
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
