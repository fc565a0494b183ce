/** The JavaScript heap of a program: how large it may get, and what to say when that was not enough. */
import { basename } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { CallSite } from './protocol';

const mebibyte = 1 << 20;

/** What its NODE_OPTIONS say, or else what this Node has itself. */
export function heapLimitMiB(environment: Readonly<Record<string, string | undefined>>): number {
  const option = /--max[-_]old[-_]space[-_]size[= ](\d+)/.exec(environment.NODE_OPTIONS ?? '');
  return option ? Number(option[1]) : Math.floor(getHeapStatistics().heap_size_limit / mebibyte);
}

/** `lastCall`: the program's last call before the heap was full. */
export function outOfHeap(limitMiB: number, lastCall: CallSite | null): string {
  const where = lastCall ? `, near ${basename(lastCall.source)}:${lastCall.line}` : '';
  return (
    `The program ran out of JavaScript heap memory (${limitMiB} MiB)${where}. ` +
    'Tensors do not count; arrays and objects do. Keep fewer of them, or raise the limit: ' +
    `"env": { "NODE_OPTIONS": "--max-old-space-size=${limitMiB * 2}" } in the launch configuration.`
  );
}
