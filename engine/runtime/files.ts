/** The files of this distribution, as they lie beside each other in dist/. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface EngineFiles {
  /** What `import 'backstep'` gives. */
  readonly engine: string;
  readonly worker: string;
  /** Where the frames of an op stop lie. */
  readonly stop: string;
  /** Engine and worker with the chunks that they share, without `stop`. */
  readonly hidden: readonly string[];
  readonly all: readonly string[];
}

/** file: URLs; `beside` is the file: URL of any built file. */
export function engineFiles(beside: string): EngineFiles {
  const folder = new URL('.', beside);
  const url = (name: string) => new URL(name, folder).href;
  const names = readdirSync(fileURLToPath(folder)).filter((name) =>
    /^(engine|worker|stop)(-\w+)?\.mjs$/.test(name),
  );
  const stop = chunkOf(folder, 'stop.mjs');
  return {
    engine: url('engine.mjs'),
    worker: url('worker.mjs'),
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
