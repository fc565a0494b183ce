/** The records of a text of CSV (RFC 4180), which may come in pieces. */
import { fail } from '../tensor/errors';

/** Cells between separators, up to the end of a line that is in none of them. */
export interface CsvRecord {
  /** Where it begins in the text, from 1. */
  readonly line: number;
  readonly cells: string[];
}

/** Characters of one record: a quote that is never closed would take all of a file. */
const LONGEST = 2 ** 26;

/** Empty lines are no records. `name` is what errors call the text, `op` whose they are. */
export function* csvRecords(
  op: string,
  pieces: Iterable<string>,
  separator: string,
  name: string,
): Generator<CsvRecord> {
  const source = pieces[Symbol.iterator]();
  let text = '';
  let isWhole = false;
  let at = 0;
  let line = 1;
  for (;;) {
    const record = recordAt(op, text, at, line, { separator, name, isWhole });
    if (record === null) {
      // Its end is not there yet.
      if (text.length - at > LONGEST) {
        fail(
          op,
          `a record of ${name} does not end`,
          `from line ${line} on`,
          'look for a quote that is not closed',
        );
      }
      const { done, value = '' } = source.next();
      isWhole = done === true;
      text = text.slice(at) + value;
      at = 0;
      continue;
    }
    if (record.end === at) return;
    at = record.end;
    line += record.lines;
    const { cells } = record;
    if (cells.length > 1 || cells[0] !== '') yield { line: line - record.lines, cells };
  }
}

interface Reading {
  readonly separator: string;
  readonly name: string;
  /** Whether nothing comes after the text. */
  readonly isWhole: boolean;
}

/** The record at a place, where it ends, and how many lines it has; null where the text ends before it does. */
function recordAt(
  op: string,
  text: string,
  start: number,
  begun: number,
  { separator, name, isWhole }: Reading,
): { cells: string[]; end: number; lines: number } | null {
  const cells: string[] = [];
  let at = start;
  let lines = 0;
  for (let more = start < text.length; more; ) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      // A quote at the very end may be the first of two.
      if (!isWhole && (end < 0 || end === text.length - 1)) return null;
      if (end < 0) fail(op, `a quote of ${name} is not closed`, `from line ${begun} on`, 'add a "');
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      lines += cell.split('\n').length - 1;
      at = end + 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') {
        const found = `${JSON.stringify(text[at])} in line ${begun + lines}`;
        fail(op, `a cell of ${name} goes on after its closing quote`, found, 'double quotes in a cell: ""');
      }
    } else {
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
      cell = text.slice(from, at);
    }
    cells.push(cell);
    more = text[at] === separator;
    if (more) at++;
  }
  // A carriage return at the end may have a line feed after it.
  const isCut = at >= text.length || (text[at] === '\r' && at === text.length - 1);
  if (isCut && !isWhole) return null;
  if (text[at] === '\r' && text[at + 1] === '\n') at++;
  return { cells, end: Math.min(at + 1, text.length), lines: lines + 1 };
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
