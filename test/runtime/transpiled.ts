/** Programs written, transpiled and run by a test. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { siteFunction } from '../../engine/runtime/bootstrap';
import { type TranspiledProgram, transpile } from '../../engine/runtime/transpile/program';

export const currentSite = { id: 0 };
Object.defineProperty(globalThis, siteFunction, {
  value: (value: unknown, id: number) => {
    currentSite.id = id;
    return value;
  },
});

export const { load } = createRequire(import.meta.url)('./load.cjs') as {
  load: (url: string) => Promise<Record<string, unknown>>;
};

const folders: string[] = [];

/** Writes the files into a new folder; returns it. */
export function write(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backstep-test-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** To be called after all tests of a file. */
export function removeWritten(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export async function build(program: string, sites = true): Promise<TranspiledProgram> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backstep-out-')));
  folders.push(folder);
  return transpile({
    program,
    cwd: dirname(program),
    folder,
    engineUrl: 'file:///backstep/engine.mjs',
    sites,
  });
}

/** Runs a program of one or more files (the first is the program); returns what it gave to `globalThis.report`. */
export async function run(files: Readonly<Record<string, string>>, sites = true): Promise<unknown> {
  const folder = write(files);
  const { url } = await build(join(folder, Object.keys(files)[0]), sites);
  const reported = new Promise((resolve) => {
    (globalThis as { report?: (value: unknown) => void }).report = resolve;
  });
  await load(url);
  return reported;
}

export function codeOf({ modules }: TranspiledProgram, index = 0): string {
  return readFileSync(fileURLToPath(modules[index].url), 'utf8');
}
