import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { build, removeWritten, write } from './transpiled';

afterAll(removeWritten);

const rank = 'export const rank = 1;';

/** The files that the first one can start workers with, without the folder, each with the source that it means. */
async function startable(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = write(files);
  const { runnable, modules } = await build(join(folder, Object.keys(files)[0]));
  const sourceOf = new Map(modules.map(({ url, source }) => [url, source]));
  const short = (path: string) => path.slice(folder.length + 1);
  return Object.fromEntries(runnable.map(([path, url]) => [short(path), short(sourceOf.get(url)!)]));
}

test.each([
  ["new Worker(new URL('./lib/rank.ts', import.meta.url))", 'lib/rank.ts'],
  ["const url = new URL('./lib/rank.ts', import.meta.url); new Worker(url)", 'lib/rank.ts'],
  ['new Worker(new URL(`./lib/rank.ts`, import.meta.url))', 'lib/rank.ts'],
  ["new Worker('./lib/rank.ts')", 'lib/rank.ts'],
  ["new threads.Worker('./lib/rank.ts')", 'lib/rank.ts'],
  ["new Worker(import.meta.resolve('./lib/rank.ts'))", 'lib/rank.ts'],
  ["new Worker(join(import.meta.dirname, 'lib', 'rank.ts'))", 'lib/rank.ts'],
  ["new Worker(path.resolve(__dirname, 'lib/rank.ts'))", 'lib/rank.ts'],
  ["new Worker(new URL('./lib/rank.js', import.meta.url))", 'lib/rank.js'],
])('%s has the file made ready', async (code, written) => {
  const program = `declare const Worker: any, threads: any, path: any, join: any, __dirname: string; ${code}; export {};`;
  expect(await startable({ 'program.ts': program, 'lib/rank.ts': rank })).toEqual({
    'program.ts': 'program.ts',
    'lib/rank.ts': 'lib/rank.ts',
    [written]: 'lib/rank.ts',
  });
});

test('what such a file imports and starts itself is made ready with it', async () => {
  const files = {
    'program.ts': "new Worker(new URL('./outer.ts', import.meta.url)); export {};",
    'outer.ts': "import './lib'; new Worker(new URL('./inner.mts', import.meta.url));",
    'lib.ts': rank,
    'inner.mts': rank,
  };
  const names = Object.keys(files);
  expect(await startable(files)).toEqual(Object.fromEntries(names.map((name) => [name, name])));
});

test('files that are missing, have types only, or are no programs are left alone', async () => {
  const program = ['gone.ts', 'types.d.ts', 'data.json', 'folder']
    .map((name) => `new Worker(new URL('./${name}', import.meta.url));`)
    .join('\n');
  const files = {
    'program.ts': program,
    'types.d.ts': 'export type A = 1;',
    'data.json': '{}',
    'folder/x': '',
  };
  expect(await startable(files)).toEqual({ 'program.ts': 'program.ts' });
});

test('a file that is spoken of, but by no one who starts workers, is left alone', async () => {
  const files = {
    'program.ts': "export const at = new URL('./broken.ts', import.meta.url);",
    'broken.ts': '}',
  };
  expect(await startable(files)).toEqual({ 'program.ts': 'program.ts' });
});

test('a program in a linked folder starts its workers by either name', async () => {
  const folder = write({ 'real/program.ts': "new Worker('./rank.ts'); export {};", 'real/rank.ts': rank });
  mkdirSync(join(folder, 'links'));
  symlinkSync(join(folder, 'real'), join(folder, 'links/here'));
  const { runnable } = await build(join(folder, 'links/here/program.ts'));
  expect(runnable.map(([path]) => path)).toEqual([
    join(folder, 'real/program.ts'),
    join(folder, 'real/rank.ts'),
    join(folder, 'links/here/rank.ts'),
  ]);
});
