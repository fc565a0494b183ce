/** What an equation of einsum says of the axes of its operands and of its result. */
import { fail, shapeText } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

/** In place of a letter: an integer from 0 to 51, or the axes that are broadcast. */
export type EinsumLabel = number | '...';

export interface Equation {
  /** For messages. */
  readonly text: string;
  readonly operands: readonly Tensor[];
  /** By operand: a name for each axis. Axes of `...` are named by their place from the last of them: `...0`. */
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `ab...c` as its letters and at most one `...`. */
function symbols(term: string, text: string): string[] {
  const found: string[] = term.replaceAll(' ', '').match(/\.\.\.|./g) ?? [];
  for (const symbol of found) {
    if (symbol === '...' || letters.includes(symbol)) continue;
    fail('einsum', `"${symbol}" names no axis`, `"${text}"`, 'use letters, "...", "," and "->"');
  }
  if (found.indexOf('...') !== found.lastIndexOf('...')) {
    fail('einsum', '"..." comes twice in one term', `"${text}"`, 'one stands for all broadcast axes');
  }
  return found;
}

function named(operand: Tensor, term: readonly string[], text: string): string[] {
  const rest = operand.ndim - term.filter((symbol) => symbol !== '...').length;
  if (rest < 0 || (rest > 0 && !term.includes('...'))) {
    fail(
      'einsum',
      'a term has not as many letters as its operand has axes',
      `"${term.join('')}" for ${shapeText(operand.shape)} in "${text}"`,
      'name each axis; "..." stands for any number',
    );
  }
  return term.flatMap((symbol) => (symbol === '...' ? broadcastNames(rest) : [symbol]));
}

function broadcastNames(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `...${count - 1 - place}`);
}

function outputOf(given: readonly string[] | null, terms: readonly string[][], text: string): string[] {
  const all = terms.flat();
  const broadcastAxes = broadcastNames(
    Math.max(...terms.map((term) => term.filter((label) => label.startsWith('...')).length)),
  );
  if (given === null) {
    const once = [...new Set(all)].filter((label) => !label.startsWith('...'));
    const single = once.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
    return [...broadcastAxes, ...single.sort()];
  }
  const output = given.flatMap((symbol) => (symbol === '...' ? broadcastAxes : [symbol]));
  const unknown = output.find((label) => !all.includes(label));
  if (unknown !== undefined) {
    fail(
      'einsum',
      `"${unknown}" of the result is in no operand`,
      `"${text}"`,
      'name it in a term, or leave it out',
    );
  }
  const twice = output.find((label, place) => output.indexOf(label) !== place);
  if (twice !== undefined) {
    fail('einsum', `"${twice}" comes twice in the result`, `"${text}"`, 'name each axis once');
  }
  return output;
}

/** `[0, 1]` as the term `AB`. */
function termOf(labels: readonly EinsumLabel[]): string {
  return labels
    .map((label) => {
      if (label === '...') return label;
      return (
        letters[label] ??
        fail('einsum', 'a label is out of range', String(label), 'use integers from 0 to 51')
      );
    })
    .join('');
}

/** As text and operands. */
function written(
  given: readonly (string | Tensor | readonly EinsumLabel[])[],
): readonly [string, readonly Tensor[]] {
  if (typeof given[0] === 'string') return [given[0], given.slice(1) as Tensor[]];
  const pairs = given.length - (given.length % 2);
  const operands = given.slice(0, pairs).filter((_, place) => place % 2 === 0) as Tensor[];
  const terms = given.filter((_, place) => place % 2 === 1 || place === pairs) as (readonly EinsumLabel[])[];
  if (terms.length === 0 || !terms.every(Array.isArray)) {
    fail('einsum', 'there is no equation', String(given[0]), 'begin with one, such as "ij,jk->ik"');
  }
  const text = terms.slice(0, operands.length).map(termOf).join(',');
  return [terms.length > operands.length ? `${text}->${termOf(terms[operands.length])}` : text, operands];
}

/** Reads the arguments of einsum. */
export function equationOf(given: readonly (string | Tensor | readonly EinsumLabel[])[]): Equation {
  const [text, operands] = written(given);
  const [left, right, ...more] = text.split('->');
  const terms = left.split(',').map((term) => symbols(term, text));
  if (more.length > 0) fail('einsum', '"->" comes twice', `"${text}"`, 'write it once, before the result');
  if (
    operands.length === 0 ||
    operands.length !== terms.length ||
    !operands.every((each) => each instanceof Tensor)
  ) {
    const found = `${operands.length} for ${terms.length} terms in "${text}"`;
    fail('einsum', 'there is not one operand for each term', found, 'terms are separated by commas');
  }
  const labelled = terms.map((term, position) => named(operands[position], term, text));
  const output = outputOf(right === undefined ? null : symbols(right, text), labelled, text);
  return { text, operands, terms: labelled, output };
}
