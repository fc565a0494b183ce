/** Whether a file of the program is CommonJS, as Node and TypeScript would take it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { ModuleSyntax } from './syntax';

const names = ['require', 'module', 'exports'];

export function usesCommonJs(path: string, syntax: ModuleSyntax): boolean {
  if (syntax.isModule) return false;
  const extension = extname(path);
  if (extension === '.cjs' || extension === '.cts') return true;
  if (extension === '.mjs' || extension === '.mts') return false;
  if (extension === '.js' || extension === '.jsx') return packageType(dirname(path)) !== 'module';
  return names.some((name) => syntax.free.has(name));
}

function packageType(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest)) {
      try {
        return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string }).type;
      } catch {
        return undefined;
      }
    }
    if (dirname(at) === at) return undefined;
  }
}
