/** Where an import leads to, as Node and the project's tsconfig.json would say; esbuild's resolver answers. */
import { builtinModules } from 'node:module';
import { extname } from 'node:path';
import * as esbuild from 'esbuild';
import type { ImportKind } from './syntax';

export type Resolution =
  | { readonly to: 'builtin' }
  | { readonly to: 'engine' }
  /** A source of the program: is transpiled too. */
  | { readonly to: 'source'; readonly path: string }
  /** JSON or text: becomes a module of its own. */
  | { readonly to: 'asset'; readonly path: string }
  /** A package's file, or one that Node is to load as it is. */
  | { readonly to: 'file'; readonly path: string }
  /** `why` ends in what to do. */
  | { readonly to: 'nothing'; readonly why: string };

export type Resolve = (
  specifier: string,
  kind: ImportKind,
  importer: string,
  folder: string,
) => Promise<Resolution>;

const typescript = new Set(['.ts', '.tsx', '.mts', '.cts']);
const javascript = new Set(['.js', '.jsx', '.mjs', '.cjs']);
const assets = new Set(['.json', '.txt']);
export const sourceExtensions: readonly string[] = [...typescript, ...javascript];

/** Calls `use` with a resolver that works until the promise of `use` settles. */
export async function withResolver<T>(cwd: string, use: (resolve: Resolve) => Promise<T>): Promise<T> {
  let outcome: Promise<T> | undefined;
  await esbuild.build({
    // esbuild resolves only while it builds: so the work is done while it waits for the text of an empty module.
    entryPoints: ['backstep:work'],
    absWorkingDir: cwd,
    bundle: true,
    write: false,
    logLevel: 'silent',
    platform: 'node',
    mainFields: ['main'],
    // Without "module", which is for bundlers: Node would not load what it leads to.
    conditions: [],
    resolveExtensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
    plugins: [
      {
        name: 'backstep',
        setup(build) {
          build.onResolve({ filter: /^backstep:work$/ }, () => ({ path: 'work', namespace: 'backstep' }));
          build.onLoad({ filter: /.*/, namespace: 'backstep' }, async () => {
            outcome = use((specifier, kind, importer, folder) =>
              resolveImport(build, specifier, kind, importer, folder),
            );
            await outcome.catch(() => undefined);
            return { contents: '' };
          });
        },
      },
    ],
  });
  if (!outcome)
    throw new Error('transpile: esbuild did not start — install the package again, with its esbuild');
  return outcome;
}

async function resolveImport(
  build: esbuild.PluginBuild,
  specifier: string,
  kind: ImportKind,
  importer: string,
  folder: string,
): Promise<Resolution> {
  if (specifier === 'backstep') return { to: 'engine' };
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return { to: 'builtin' };
  const { path, external, errors } = await build.resolve(specifier, { kind, importer, resolveDir: folder });
  if (external) return { to: 'builtin' };
  if (errors.length > 0 || path === '') return { to: 'nothing', why: remedy(specifier) };
  const extension = extname(path);
  if (typescript.has(extension)) {
    if (/\.d\.[mc]?ts$/.test(path))
      return { to: 'nothing', why: `it has types only — ${path} — write "import type"` };
    return { to: 'source', path };
  }
  if (assets.has(extension)) return { to: 'asset', path };
  if (javascript.has(extension) && !/[\\/]node_modules[\\/]/.test(path)) return { to: 'source', path };
  return { to: 'file', path };
}

function remedy(specifier: string): string {
  if (/^[./]/.test(specifier)) return 'there is no such file — correct the path';
  if (specifier.startsWith('#')) return 'package.json has no such "imports" — add it there';
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return `there is no such package — run "npm install ${name}", or correct the name`;
}
