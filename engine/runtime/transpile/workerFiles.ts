/** The files that a module starts workers with, as far as its text says so: bundlers look for the same. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AnyNode, Program } from 'acorn';
import { full } from 'acorn-walk';
import { sourceExtensions } from './resolve';

export interface WorkerFile {
  /** Absolute path by which the program starts it: `rank.js` may mean a `rank.ts`. */
  readonly written: string;
  /** Real path of the source. */
  readonly path: string;
}

/**
 * Where `new URL('./rank.ts', import.meta.url)`, `join(__dirname, 'rank.ts')`, `import.meta.resolve('./rank.ts')` and
 * `new Worker('./rank.ts')` lead to, in a module that speaks of workers. `path`: the module's; `cwd`: the program's.
 */
export function workerFiles(program: Program, code: string, path: string, cwd: string): WorkerFile[] {
  if (!code.includes('Worker')) return [];
  const found: string[] = [];
  full(program, (any) => {
    const node = any as AnyNode;
    if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return;
    const [first, ...rest] = node.arguments;
    const name = lastName(node.callee);
    const text = literal(first);
    if (node.type === 'NewExpression') {
      if (text === null) return;
      if (name === 'URL' && isMeta(rest[0], 'url')) found.push(atUrl(text, path));
      else if (name?.endsWith('Worker') && /^(\.{0,2}[\\/]|[a-z]:)/i.test(text))
        found.push(resolve(cwd, text));
    } else if (name === 'resolve' && text !== null && /^\.{1,2}\//.test(text)) {
      if (node.callee.type === 'MemberExpression' && node.callee.object.type === 'MetaProperty')
        found.push(atUrl(text, path));
    } else if ((name === 'join' || name === 'resolve') && isFolder(first)) {
      const parts = rest.map(literal);
      if (parts.every((part) => part !== null)) found.push(resolve(dirname(path), ...parts));
    }
  });
  return found.flatMap((written) => {
    const source = sourceOf(written);
    return source === null ? [] : [{ written, path: realpathSync.native(source) }];
  });
}

/** The source that a name means; null where there is none, or none that is transpiled. */
function sourceOf(written: string): string | null {
  const extension = extname(written);
  if (!sourceExtensions.includes(extension) || /\.d\.[mc]?ts$/.test(written)) return null;
  // As TypeScript has it, the name may be that of what is made from the source.
  const original = written.replace(/\.([mc]?)js(x?)$/, '.$1ts$2');
  return [written, original].find((path) => existsSync(path)) ?? null;
}

function atUrl(text: string, path: string): string {
  try {
    return fileURLToPath(new URL(text, pathToFileURL(path)));
  } catch {
    return '';
  }
}

function lastName(callee: AnyNode): string | null {
  if (callee.type === 'Identifier') return callee.name;
  const isMember = callee.type === 'MemberExpression' && callee.property.type === 'Identifier';
  return isMember ? (callee.property as { name: string }).name : null;
}

function literal(node: AnyNode | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0].value.cooked ?? null;
  return null;
}

function isMeta(node: AnyNode | undefined, property: string): boolean {
  return (
    node?.type === 'MemberExpression' &&
    node.object.type === 'MetaProperty' &&
    node.property.type === 'Identifier' &&
    node.property.name === property
  );
}

function isFolder(node: AnyNode | undefined): boolean {
  return isMeta(node, 'dirname') || (node?.type === 'Identifier' && node.name === '__dirname');
}
