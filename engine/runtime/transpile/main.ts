/**
 * The program's own statements as the body of an async function, which begins once the modules have run. V8 holds
 * every error at the top of a module for caught, because Node catches it; that of a promise which nobody looks at is
 * uncaught, and a debugger stops there.
 */
import type { Program } from 'acorn';
import type { Edit } from './edits';

/** What the function is called; debuggers show another name for it. */
export const mainFunction = '__backstepMain';

/** None where the module has something that only stands at its top: imports in between, exports from elsewhere. */
export function mainEdits({ body }: Program, code: string): Edit[] {
  const begin = body.findIndex((one) => one.type !== 'ImportDeclaration' && !('directive' in one));
  if (begin < 0) return [];
  const own = body.slice(begin);
  const exports: Edit[] = [];
  for (const statement of own) {
    const { type, start, end } = statement;
    if (
      type === 'ImportDeclaration' ||
      type === 'ExportDefaultDeclaration' ||
      type === 'ExportAllDeclaration'
    ) {
      return [];
    }
    if (type !== 'ExportNamedDeclaration') continue;
    if (statement.source) return [];
    const { declaration } = statement;
    if (declaration) exports.push({ start, end: declaration.start, text: '' });
    else exports.push({ start, end: start, text: '/* ' }, { start: end, end, text: ' */' });
  }
  const first = own[0].start;
  return [
    { start: first, end: first, text: `async function ${mainFunction}() { ` },
    ...exports,
    // On the last line, which belongs to no source: no step stops there.
    { start: code.length, end: code.length, text: `} queueMicrotask(${mainFunction});` },
  ];
}
