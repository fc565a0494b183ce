/** JSON Lines: one JSON value a line (jsonlines.org). */
import { basename } from 'node:path';
import { fail } from '../tensor/errors';
import { IterableDataset } from './iterable';
import { readText, textPieces } from './readFile';
import { ownRecipe, type Recipe } from './recipe';
import { shared } from './workerInfo';

/**
 * Reads a file of one JSON value a line, in UTF-8: an array of samples, which stands wherever a dataset is asked for.
 * Empty lines are none. `Sample` is what the caller knows a line to be; it is not checked. A file that is larger than
 * memory is read by {@link JsonlStream}.
 */
export function readJsonl<Sample = unknown>(path: string): Sample[] {
  return parseJsonl<Sample>(readText('readJsonl', path), basename(path));
}

/** As {@link readJsonl}, from a text; `name` is what errors call it. */
export function parseJsonl<Sample = unknown>(text: string, name = 'the text'): Sample[] {
  return Array.from(linesOf('readJsonl', [text], name), (line) => sampleOf<Sample>('readJsonl', line, name));
}

/**
 * The values of a file of one JSON value a line, one after the other, however large it is. Each worker of a loader gives
 * its share of them.
 */
export class JsonlStream<Sample = unknown> extends IterableDataset<Sample> {
  constructor(
    /** The file. */
    readonly path: string,
  ) {
    super();
  }

  override *[Symbol.iterator](): Iterator<Sample> {
    const name = basename(this.path);
    const lines = linesOf('JsonlStream', textPieces('JsonlStream', this.path), name);
    yield* shared(lines, (line) => sampleOf<Sample>('JsonlStream', line, name));
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('JsonlStream', this.path);
  }
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Characters of one line. */
const LONGEST = 2 ** 26;

/** Those that are not empty. */
function* linesOf(op: string, pieces: Iterable<string>, name: string): Generator<Line> {
  let number = 0;
  let rest = '';
  const line = (text: string): Line => ({ number: ++number, text });
  for (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST) {
      fail(
        op,
        `line ${number + lines.length + 1} of ${name} does not end`,
        `${rest.length} characters`,
        'write one value a line',
      );
    }
    for (const text of lines) {
      const made = line(text);
      if (text.trim() !== '') yield made;
    }
  }
  if (rest.trim() !== '') yield line(rest);
}

function sampleOf<Sample>(op: string, { number, text }: Line, name: string): Sample {
  try {
    return JSON.parse(number === 1 ? text.replace(/^\ufeff/, '') : text) as Sample;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail(op, `line ${number} of ${name} is no JSON`, why, 'write one value a line');
  }
}
