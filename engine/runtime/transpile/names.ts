/**
 * Names as they were written. esbuild gives a variable another name where it hides one of an outer scope (`x` becomes
 * `x2`), though both could be called so; a person would look for theirs in vain, and evaluate the outer one.
 */
import type { SourceMapSegment } from '@jridgewell/trace-mapping';
import type { AnyNode, Identifier, Program } from 'acorn';
import { full } from 'acorn-walk';
import type { Edit } from './edits';

/**
 * The edits that give variables their names back. `lines` and `names` are of the code's source map; esbuild names there
 * what it renamed. A new name of which any place has no such mark stays, in the whole file: it may be another variable's.
 */
export function nameEdits(
  program: Program,
  lines: readonly (readonly SourceMapSegment[])[],
  names: readonly string[],
  starts: readonly number[],
): Edit[] {
  if (names.length === 0) return [];
  const written = new Map<number, string>();
  for (const [line, segments] of lines.entries()) {
    for (const [column, , , , name] of segments) {
      if (name !== undefined) written.set(starts[line] + column, names[name]);
    }
  }
  const renamed: Identifier[] = [];
  const others = new Set<string>();
  full(program, (any) => {
    const node = any as AnyNode;
    if (node.type !== 'Identifier') return;
    const name = written.get(node.start);
    if (name !== undefined && node.name.startsWith(name) && /^\d+$/.test(node.name.slice(name.length)))
      renamed.push(node);
    else others.add(node.name);
  });
  const edits = renamed
    .filter(({ name }) => !others.has(name))
    .map(({ start, end }): Edit => ({ start, end, text: written.get(start)! }));
  // A pattern and the expression that it also is are one place.
  return [...new Map(edits.map((edit) => [edit.start, edit])).values()];
}
