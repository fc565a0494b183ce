/** The files of this distribution, as they lie beside each other in dist/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface EngineFiles {
  /** What `import 'backstep'` gives. */
  readonly engine: string;
  readonly worker: string;
  /** What workers that the program starts run first. */
  readonly nested: string;
  /** Where the frames of an op stop lie. */
  readonly stop: string;
  /** Engine, worker and the workers of the program and of loaders with the chunks that they share, without `stop`. */
  readonly hidden: readonly string[];
  readonly all: readonly string[];
}

/** Absolute path of dist/, from the file: URL of a built file, or of a source two folders below the root (in tests). */
export function distFolder(from: string): string {
  const here = dirname(fileURLToPath(from));
  const places = [here, join(here, '../../dist')];
  const found = places.find((folder) => existsSync(join(folder, 'worker.mjs')));
  if (found) return found;
  throw new Error(
    `backstep: its built files are missing — looked in ${places.join(', ')} — run "npm run build"`,
  );
}

/** file: URLs of the files in dist/. */
export function engineFiles(dist: string): EngineFiles {
  const folder = pathToFileURL(join(dist, '/'));
  const url = (name: string) => new URL(name, folder).href;
  const names = readdirSync(fileURLToPath(folder)).filter((name) =>
    /^(engine|worker|nested|loader|stop)(-\w+)?\.mjs$/.test(name),
  );
  const stop = chunkOf(folder, 'stop.mjs');
  return {
    engine: url('engine.mjs'),
    worker: url('worker.mjs'),
    nested: url('nested.mjs'),
    stop: url(stop),
    hidden: names.filter((name) => name !== stop).map(url),
    all: names.map(url),
  };
}

/** esbuild may keep what an entry shares with others in a chunk, and leave a file that only exports it again. */
function chunkOf(folder: URL, name: string): string {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return (!/^function /m.test(text) && /from ["']\.\/(engine-\w+\.mjs)["']/.exec(text)?.[1]) || name;
}
