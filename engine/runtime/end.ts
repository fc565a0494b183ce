/** How a run ended, in words. */
import { getHeapStatistics } from 'node:v8';
import type { ProgramEnd } from './protocol';

const mebibyte = 1 << 20;

/** The JavaScript heap that a program may use: what its NODE_OPTIONS say, or what this Node would give it. */
export function heapLimitMiB(environment: Readonly<Record<string, string | undefined>>): number {
  const option = /--max[-_]old[-_]space[-_]size[= ](\d+)/.exec(environment.NODE_OPTIONS ?? '');
  return option ? Number(option[1]) : Math.floor(getHeapStatistics().heap_size_limit / mebibyte);
}

export function outOfHeap(limitMiB: number): string {
  return (
    `The program ran out of JavaScript heap memory (${limitMiB} MiB). Tensors do not count; arrays and objects do. ` +
    `Keep fewer of them, or set "env": { "NODE_OPTIONS": "--max-old-space-size=${limitMiB * 2}" } for the launch.`
  );
}

/** Of a worker that exited with `code`; `failure` is the error that ended it, if Node says so. */
export function endOf(code: number, failure: NodeJS.ErrnoException | null, limitMiB: number): ProgramEnd {
  if (failure?.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { code: 1, signal: null, message: outOfHeap(limitMiB) };
  return { code, signal: null, message: failure ? `The program could not run: ${failure.message}` : null };
}
