/** The program as V8 runs it: one module for each of its files, in a temporary folder, with call-site ids. */
import { realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallSite, ProgramModule } from '../protocol';
import { usesCommonJs } from './commonjs';
import { type Compiled, compile, compileAsset } from './compile';
import { makeModule } from './module';
import { positionOf } from './positions';
import { type Resolution, type Resolve, sourceExtensions, withResolver } from './resolve';
import { type ImportReference, type ModuleSyntax, readSyntax } from './syntax';
import { type WorkerFile, workerFiles } from './workerFiles';

export interface TranspileOptions {
  /** Absolute path. */
  readonly program: string;
  /** The program's working folder: `new Worker('./rank.ts')` begins there. */
  readonly cwd: string;
  /** Where the modules are written; is made. */
  readonly folder: string;
  /** file: URL of what `import 'backstep'` gives. */
  readonly engineUrl: string;
  /** Whether calls store their ids; without, the program runs as plain Node would run it. */
  readonly sites: boolean;
}

export interface TranspiledProgram {
  /** file: URL of the program's own module. */
  readonly url: string;
  readonly modules: readonly ProgramModule[];
  /** What a worker runs that is started with a file of the program: the file's absolute path, and its module's URL. */
  readonly runnable: readonly (readonly [path: string, url: string])[];
  /** By call-site id; 0 is unknown. */
  readonly sites: readonly (CallSite | null)[];
}

/** A file on its way: read, its imports known, not yet written. */
export interface SourceFile {
  readonly path: string;
  readonly compiled: Compiled;
  readonly syntax: ModuleSyntax;
  readonly isCommonJs: boolean;
  readonly outputPath: string;
  readonly url: string;
  readonly imports: readonly { reference: ImportReference; resolution: Resolution }[];
  /** Sources that it starts workers with. */
  readonly workers: readonly WorkerFile[];
}

/** @throws Error whose message names file, line and column, and says what to do. */
export async function transpile(options: TranspileOptions): Promise<TranspiledProgram> {
  const program = realpathSync.native(options.program);
  if (!sourceExtensions.includes(extname(program))) {
    throw new Error(
      `transpile: not a program — ${options.program} — give a ${sourceExtensions.join(', ')} file`,
    );
  }
  await mkdir(options.folder, { recursive: true });
  const cwd = dirname(program);
  const { files, assets } = await withResolver(cwd, (resolve) => crawl(program, options, cwd, resolve));

  const accessors = new Set([...files.values()].flatMap(({ syntax }) => [...syntax.accessors]));
  const hidesAccessors = [...files.values()].some(({ syntax }) => syntax.hidesAccessors);
  const imported = new Set(
    [...files.values()].flatMap(({ imports }) =>
      imports.flatMap(({ resolution }) => (resolution.to === 'source' ? resolution.path : [])),
    ),
  );
  const workers = [...files.values()].flatMap((file) => file.workers);
  const entries = new Set([program, ...workers.map(({ path }) => path)]);
  const asWritten = spelledAs(program, options.program);
  const sites: (CallSite | null)[] = [null];
  const modules: ProgramModule[] = [];
  const writing: Promise<void>[] = [];
  for (const file of files.values()) {
    const source = asWritten(file.path);
    const { code, map } = makeModule(file, {
      source,
      isEntry: entries.has(file.path),
      isImported: imported.has(file.path),
      engineUrl: options.engineUrl,
      urlOf: (path) => files.get(path)?.url ?? assets.get(path) ?? pathToFileURL(path).href,
      site: options.sites ? (line, column) => sites.push({ source, line, column }) - 1 : null,
      mayRun: (property) => hidesAccessors || accessors.has(property),
    });
    modules.push({ source, url: file.url, map });
    writing.push(writeFile(file.outputPath, code), writeFile(`${file.outputPath}.map`, map));
  }
  await Promise.all(writing);
  const started = [...[...files.keys()].map((path) => ({ written: path, path })), ...workers];
  const runnable = started.map(({ written, path }) => [written, files.get(path)!.url] as const);
  return { url: files.get(program)!.url, modules, runnable, sites };
}

async function crawl(program: string, options: TranspileOptions, cwd: string, resolve: Resolve) {
  const { folder } = options;
  const files = new Map<string, SourceFile>();
  const assets = new Map<string, string>();
  const seen = new Set([program]);
  for (let wave = [program]; wave.length > 0; ) {
    const next: string[] = [];
    const compiled = await compile(wave, cwd);
    await Promise.all(
      wave.map(async (path, index) => {
        const syntax = readSyntax(compiled[index].code);
        const isCommonJs = usesCommonJs(path, syntax);
        const imports = await Promise.all(
          syntax.imports.map(async (reference) => {
            const resolution = await resolve(reference.specifier, reference.kind, path, dirname(path));
            const why = obstacle(reference, resolution);
            if (why) refuse(path, compiled[index], reference, why);
            return { reference, resolution };
          }),
        );
        const outputPath = join(folder, `${files.size}-${basename(path)}${isCommonJs ? '.cjs' : '.mjs'}`);
        const url = pathToFileURL(outputPath).href;
        const { code } = compiled[index];
        const workers = workerFiles(syntax.program, code, path, options.cwd);
        files.set(path, {
          path,
          compiled: compiled[index],
          syntax,
          isCommonJs,
          outputPath,
          url,
          imports,
          workers,
        });
        const sources = imports.flatMap(({ resolution }) =>
          resolution.to === 'source' ? resolution.path : [],
        );
        for (const source of [...sources, ...workers.map((worker) => worker.path)]) {
          if (seen.has(source)) continue;
          seen.add(source);
          next.push(source);
        }
        for (const { resolution } of imports) {
          if (resolution.to === 'asset' && !assets.has(resolution.path)) {
            const output = join(folder, `asset-${assets.size}-${basename(resolution.path)}.mjs`);
            assets.set(resolution.path, pathToFileURL(output).href);
            await writeFile(output, await compileAsset(resolution.path, cwd));
          }
        }
      }),
    );
    wave = next;
  }
  return { files, assets };
}

/** Why the import cannot work, with what to do; null if it may. */
function obstacle({ kind }: ImportReference, resolution: Resolution): string | null {
  // `import()` and `require()` may be meant to fail, and do so when they run.
  if (resolution.to === 'nothing') return kind === 'import-statement' ? resolution.why : null;
  if (resolution.to === 'engine' && kind === 'require-call' && !('require_module' in process.features)) {
    return `the engine is an ES module — write "import … from 'backstep'" at the top of the file`;
  }
  return null;
}

function refuse(path: string, compiled: Compiled, { specifier, start }: ImportReference, why: string): never {
  const { line, column } = positionOf(compiled, start) ?? { line: 1, column: 1 };
  throw new Error(`${path}:${line}:${column}: cannot import "${specifier}" — ${why}`);
}

/**
 * Files are known by their real paths; a person may have opened the folder through a link. Gives the paths that
 * they see: if the program is /link/a/train.ts, really /disk/a/train.ts, then /disk/b.ts is /link/b.ts to them.
 */
function spelledAs(real: string, written: string): (path: string) => string {
  let common = 0;
  while (common < Math.min(real.length, written.length) && real.at(-1 - common) === written.at(-1 - common))
    common++;
  const tail = real.slice(real.length - common);
  const cut = tail.search(/[\\/]/);
  if (real === written || cut < 0) return (path) => (path === real ? written : path);
  const realRoot = real.slice(0, real.length - tail.length + cut + 1);
  const writtenRoot = written.slice(0, written.length - tail.length + cut + 1);
  return (path) => (path.startsWith(realRoot) ? writtenRoot + path.slice(realRoot.length) : path);
}
