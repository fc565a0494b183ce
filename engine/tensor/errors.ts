/** Errors of ops: sentences for the person who can fix it, whose stack begins at their own line. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { raise } from '../history/stop';

/** Folders whose frames are ours: the engine's sources, or the folder of the bundle and the sources its map names. */
const folders = (() => {
  const file = fileURLToPath(import.meta.url);
  const sources = join('engine', 'tensor', 'errors.ts');
  if (file.endsWith(sources)) return [join(dirname(file), '..')];
  return [dirname(file), join(dirname(file), '../engine')];
})();

function isOurs(frame: string): boolean {
  return folders.some((folder) => frame.includes(`${folder}/`) || frame.includes(`${folder}\\`));
}

/** The line of the program's that runs, as `file:line`; null where only our own run. */
export function callerLine(): string | null {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const frame = frames.find((each) => /:\d+:\d+\)?$/.test(each) && !isOurs(each)) ?? '';
  return /\(?([^\s(]+:\d+):\d+\)?$/.exec(frame)?.[1].replace('file://', '') ?? null;
}

/** What runs when an error is made, if the error's own line says too little; the backward walk sets it. */
export const blame: { forward: { place(): string | null } | null } = { forward: null };

/** An op that cannot be done: `op: what disagrees — the values — what to do`. */
export class OpError extends Error {
  /** 'OpError' */
  override readonly name = 'OpError';
  /** Name of the op, as `matmul`. */
  readonly op: string;

  constructor(op: string, ...parts: readonly string[]) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = limit + 20;
    const place = blame.forward?.place() ?? null;
    super(`${op}: ${[...parts, ...(place === null ? [] : [place])].join(' — ')}`);
    Error.stackTraceLimit = limit;
    this.op = op;
    // The message can have several lines; frames are those that begin with "at".
    const lines = (this.stack ?? '').split('\n');
    const first = lines.findIndex((line) => /^\s+at /.test(line));
    if (first < 0) return;
    const own = lines.slice(first).findIndex((line) => !isOurs(line));
    const frames = lines.slice(own < 0 ? lines.length : first + own).slice(0, limit);
    // Not enumerable, as V8's own.
    Object.defineProperty(this, 'stack', {
      value: [...lines.slice(0, first), ...frames].join('\n'),
      writable: true,
      configurable: true,
    });
  }
}

/** Throws an {@link OpError} through the place where a debugger stops at errors. */
export function fail(op: string, what: string, values: string, remedy: string): never {
  raise(new OpError(op, what, values, remedy));
}

/** `[64, 10]` */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
