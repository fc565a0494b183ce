/** The expression under the pointer that can be evaluated without running anything: `model.fc1.weight`, `rows[0]`. */

export interface Place {
  readonly text: string;
  /** Columns count from 0; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const name = String.raw`#?[\p{ID_Start}$_][\p{ID_Continue}$]*`;
/** A name, then members and literal indices. */
const chain = new RegExp(
  String.raw`${name}(?:\s*\??\.\s*${name}|(?:\?\.)?\[\s*(?:\d+|'[^'\\]*'|"[^"\\]*")\s*\])*`,
  'gu',
);
const part = new RegExp(String.raw`${name}|\[[^\]]*\]`, 'gu');

/** Text in quotes, templates without code, and comments: nothing in them is evaluated. */
const quiet = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`|\/\/.*|\/\*.*?(?:\*\/|$)/g;

const keywords = new Set(
  (
    'as async await break case catch class const continue debugger default delete do else enum export extends ' +
    'false finally for from function if import in instanceof interface let new null of return static super switch ' +
    'throw true try type typeof undefined var void while with yield'
  ).split(' '),
);

/**
 * The chain at `column`, up to and including the name under it: on `fc1` of `model.fc1.weight` that is `model.fc1`.
 * null on keywords, text, comments, and names that are called or declared as properties.
 */
export function expressionAt(line: string, column: number): Place | null {
  const bare = blank(line);
  for (const found of line.matchAll(chain)) {
    const start = found.index;
    if (column < start || column > start + found[0].length) continue;
    if (bare[start] === ' ') return null;
    // A member of an expression that is not a chain: `f(x).weight`, `tensors[i].grad`.
    if (/(?<!\.\.)\.\s*$/.test(bare.slice(0, start))) return null;
    for (const piece of found[0].matchAll(part)) {
      const end = start + piece.index + piece[0].length;
      if (column > end) continue;
      const text = line.slice(start, end);
      if (keywords.has(text)) return null;
      if (/^\s*(?:\?\.)?\s*[(`]/.test(line.slice(end))) return null;
      return { text, start, end };
    }
  }
  return null;
}

/**
 * The names in a line whose values can be told without running anything: `x`, `this.fc1.weight`; of a call, what comes
 * before its name.
 */
export function namesIn(line: string): Place[] {
  const bare = blank(line);
  return [...line.matchAll(chain)].flatMap((found): Place[] => {
    const start = found.index;
    if (bare[start] === ' ' || /(?<!\.\.)\.\s*$/.test(bare.slice(0, start))) return [];
    const parts = found[0]
      .split('[')[0]
      .split(/\s*\??\.\s*/)
      .filter(Boolean);
    const whole = parts.join('.') === found[0];
    // A method is called on what is before it; the name of a function, or of a property that is written, is no value.
    const after = line.slice(start + found[0].length);
    if (whole && /^\s*(?:\?\.)?\s*[(`]/.test(after)) parts.pop();
    if (parts.length === 0 || (keywords.has(parts[0]) && parts[0] !== 'this')) return [];
    if (parts.length === 1 && parts[0] === 'this') return [];
    const text = parts.join('.');
    return found[0].startsWith(text) ? [{ text, start, end: start + text.length }] : [];
  });
}

/** The line with text and comments made blank, as long as before. A literal index stays: it is part of a chain. */
function blank(line: string): string {
  return line.replace(quiet, (text, at: number) => (line[at - 1] === '[' ? text : ' '.repeat(text.length)));
}
