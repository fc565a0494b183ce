/** `backstep run`: the program in this process, with no worker and no inspector. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distFolder, engineFiles } from '../../engine/runtime/files';
import { installStackTraces } from '../../engine/runtime/stack';
import { makeFolder, removeFolder } from '../../engine/runtime/transpile/folder';
import { transpile } from '../../engine/runtime/transpile/program';
import { endOnUncaught } from '../../engine/runtime/uncaught';
import { prepareWorkers } from '../../engine/runtime/workers';
import { newSeed } from '../debug/program';

export async function runProgram(file: string, args: readonly string[]): Promise<void> {
  const program = resolve(file);
  if (!existsSync(program) || !statSync(program).isFile()) {
    process.stderr.write(`backstep run: there is no such file — ${program} — correct the path\n`);
    process.exitCode = 2;
    return;
  }
  const files = engineFiles(distFolder(import.meta.url));
  const folder = makeFolder();
  process.on('exit', () => removeFolder(folder));
  let prepared: Awaited<ReturnType<typeof transpile>>;
  try {
    const cwd = process.cwd();
    prepared = await transpile({ program, cwd, folder, engineUrl: files.engine, sites: false });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return;
  }
  const engine = new Set(files.all);
  const modulesUrl = `${pathToFileURL(folder).href}/`;
  installStackTraces({ modulesUrl, isEngine: (url) => engine.has(url) });
  endOnUncaught();
  const { url, runnable } = prepared;
  prepareWorkers({ runnable, modulesUrl, nestedUrl: files.nested, debugged: null, seed: newSeed() });
  process.argv = [process.execPath, program, ...args];
  await import(url);
}
