/** The engine as it is shipped, bundled: tests load one file of it in the time of twenty of its sources. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const mark = 'engine-';
const day = 24 * 60 * 60 * 1000;

/** Files below a folder, of all depths. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Tests that put something in the place of one of the engine's modules: only sources have modules. */
export function replacingTests(root: string): string[] {
  const tests = filesIn(join(root, 'test')).filter((path) => path.endsWith('.test.ts'));
  return tests
    .filter((path) => /\bvi\.mock\(/.test(readFileSync(path, 'utf8')))
    .map((path) => relative(root, path).replaceAll('\\', '/'));
}

/** `engine/tensor/native` of `'../../engine/tensor/native'`, for each module of the engine that these tests import. */
function importedBy(root: string, folders: readonly string[]): string[] {
  const texts = folders.flatMap((folder) =>
    filesIn(join(root, folder))
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(path, 'utf8')),
  );
  const found = texts.flatMap((text) => [...text.matchAll(/from '(?:\.\.\/)+(engine\/[^']+)'/g)]);
  return [...new Set(['engine/index', ...found.map(([, path]) => path)])].sort();
}

/**
 * Bundles what the tests of `folders` import of the engine, together, so that each module is there once. It lies two
 * folders below the root, as a source: from there the engine finds dist/. Its name is of its content, so that no run
 * of the tests writes what another one loads.
 */
async function bundled(root: string, folders: readonly string[]): Promise<Map<string, string>> {
  const modules = importedBy(root, folders);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(modules.map((path) => [path.replaceAll('/', '-'), `${path}.ts`])),
    outdir: root,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['esbuild'],
    logLevel: 'warning',
  });
  const hash = createHash('sha256');
  for (const { path, hash: content } of outputFiles) hash.update(path).update(content);
  const cache = join(root, '.cache');
  const folder = join(cache, mark + hash.digest('hex').slice(0, 12));
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  for (const { path, contents } of outputFiles)
    writeFileSync(join(temporary, relative(root, path)), contents);
  try {
    renameSync(temporary, folder);
  } catch {
    // It is there already.
    rmSync(temporary, { recursive: true });
  }
  for (const name of readdirSync(cache)) {
    const old = join(cache, name);
    if (name.startsWith(mark) && old !== folder && Date.now() - statSync(old).mtimeMs > day)
      rmSync(old, { recursive: true, force: true });
  }
  return new Map(modules.map((path) => [path, join(folder, `${path.replaceAll('/', '-')}.mjs`)]));
}

/** Gives tests in `folders` the bundled engine wherever they import one of its sources. */
export async function shippedEngine(root: string, folders: readonly string[]): Promise<Plugin> {
  const files = await bundled(root, folders);
  return {
    name: 'shipped-engine',
    enforce: 'pre',
    resolveId(source, importer) {
      // 'backstep' is the path of its source by now.
      const path = relative(root, resolve(dirname(importer ?? root), source)).replaceAll('\\', '/');
      const file = files.get(path.replace(/\.ts$/, ''));
      return file ? { id: file, external: true } : null;
    },
  };
}
