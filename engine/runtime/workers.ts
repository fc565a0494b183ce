/** The workers that a program starts itself: their files are the program's too, and a debugger hears of them. */
import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import threads, {
  MessageChannel,
  type MessagePort,
  setEnvironmentData,
  type WorkerOptions,
} from 'node:worker_threads';
import { FLAG_WORDS } from '../history/flags';
import { derivedSeed } from '../tensor/derivedSeed';
import {
  type NestedDebugged,
  type NestedNotice,
  type NestedStart,
  nestedData,
  type Runnable,
} from './bootstrap';
import { hangUp, makeLine } from './line';

export interface Nesting {
  readonly runnable: Runnable;
  readonly modulesUrl: string;
  /** URL of dist/nested.mjs. */
  readonly nestedUrl: string;
  /** Of this thread; each worker is given one made of it and of its place among those that are started. */
  readonly seed: number;
  /** Null where nobody debugs. */
  readonly debugged: Pick<NestedDebugged, 'output' | 'backlog'> | null;
}

/** Prepares every worker that this thread starts from now on. */
export function prepareWorkers(nesting: Nesting): void {
  const { runnable, modulesUrl, nestedUrl, debugged } = nesting;
  let started = 0;
  const modules = new Map(runnable);
  const hangUps = new WeakMap<object, () => void>();
  const node = threads as { Worker: typeof threads.Worker };
  node.Worker = new Proxy(node.Worker, {
    construct(Worker, [file, options = {}]: [string | URL, WorkerOptions?], newTarget) {
      const path = options.eval ? null : pathOf(file);
      const url = path === null ? undefined : (modules.get(path) ?? modules.get(realPath(path)));
      if (path !== null && url === undefined && /\.[mc]?tsx?$/.test(path)) throw unknownFile(path);
      const given = url === undefined ? file : new URL(url);
      const execArgv = ['--import', nestedUrl, ...(options.execArgv ?? [])];
      const seed = derivedSeed(nesting.seed, ++started);
      const common = { runnable, modulesUrl, program: url === undefined ? null : path, seed };
      if (!debugged) {
        const start = { ...common, debugged: null };
        return withData(start, () => Reflect.construct(Worker, [given, { ...options, execArgv }], newTarget));
      }
      const id = randomUUID();
      const { notice, port, own } = announcement(id, options, path, debugged.backlog);
      debugged.output.postMessage(notice, [notice.output]);
      const transferList = [...(options.transferList ?? []), port];
      const prepared = { ...options, name: `backstep ${id}`, execArgv, transferList };
      const start = { ...common, debugged: own };
      const worker = withData(start, () => Reflect.construct(Worker, [given, prepared], newTarget), port);
      hangUps.set(worker, () => {
        hangUp(new Int32Array(own.line));
        debugged.output.postMessage({ ends: id } satisfies NestedNotice);
      });
      return worker;
    },
  });
  syncBuiltinESMExports();
  const { prototype } = node.Worker;
  const { terminate } = prototype;
  prototype.terminate = function () {
    hangUps.get(this)?.();
    hangUps.delete(this);
    return terminate.call(this);
  };
}

/** What the controller hears of a worker before it is there, and what the worker is given. */
function announcement(id: string, options: WorkerOptions, path: string | null, backlog: SharedArrayBuffer) {
  const { port1, port2 } = new MessageChannel();
  const flags = new SharedArrayBuffer(FLAG_WORDS * 4);
  const line = makeLine().buffer as SharedArrayBuffer;
  const name = options.name ?? null;
  const file = path && basename(path);
  const notice = { starts: id, name, file, flags, line, output: port1 } satisfies NestedNotice;
  const streams = (['stdout', 'stderr'] as const).filter((stream) => options[stream] !== true);
  const own: NestedDebugged = { flags, line, output: port2, backlog, streams };
  return { notice, port: port2, own };
}

/** Starts a worker that finds `start` in its environment data, and nobody else does. */
function withData(start: NestedStart, make: () => object, port?: MessagePort): object {
  setEnvironmentData(nestedData, start as never);
  try {
    return make();
  } catch (thrown) {
    port?.close();
    throw thrown;
  } finally {
    setEnvironmentData(nestedData);
  }
}

/** Absolute path of what a worker is to run; null where that is no file, which Node itself answers. */
function pathOf(file: string | URL): string | null {
  if (file instanceof URL) return file.protocol === 'file:' ? fileURLToPath(file) : null;
  if (typeof file !== 'string') return null;
  return isAbsolute(file) || /^\.\.?[\\/]/.test(file) ? resolve(file) : null;
}

/** The program's files are known by their real paths. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function unknownFile(path: string): Error {
  const remedy = `write new Worker(new URL('./${basename(path)}', import.meta.url)), which says so before it runs`;
  return new Error(`Worker: the program was prepared without this file — ${path} — ${remedy}`);
}
