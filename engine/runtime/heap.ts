/**
 * The JavaScript heap of a program: how large it may get, and a watch over it. A full heap ends the whole process
 * in newer Node, worker or not; so a program is ended before its heap is full.
 */
import { basename } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { CallSite } from './protocol';

const mebibyte = 1 << 20;
/**
 * V8 may use this much above the limit, and the watch ends a program at that much above it. Between the two lies what a
 * fast program fills between two looks; below, the garbage that V8 has not yet collected near its own limit.
 */
const headroomMiB = 512;
const toleranceMiB = 300;
const lookEveryMs = 100;

/** What its NODE_OPTIONS say, or else what this Node has itself; half of it in a process that others need too. */
export function heapLimitMiB(
  environment: Readonly<Record<string, string | undefined>>,
  ownProcess: boolean,
): number {
  const option = /--max[-_]old[-_]space[-_]size[= ](\d+)/.exec(environment.NODE_OPTIONS ?? '');
  if (option) return Number(option[1]);
  return Math.floor(getHeapStatistics().heap_size_limit / mebibyte / (ownProcess ? 1 : 2));
}

/** For the worker of a program with this limit. */
export function resourceLimits(limitMiB: number): { maxOldGenerationSizeMb: number } {
  return { maxOldGenerationSizeMb: limitMiB + headroomMiB };
}

/** Calls `full` once when the heap is over its limit. Returns a function that ends the watch. */
export function watchHeap(
  send: (method: string) => Promise<Record<string, unknown>>,
  limitMiB: number,
  full: () => void,
): () => void {
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      const { usedSize } = await send('Runtime.getHeapUsage');
      if (Number(usedSize) <= (limitMiB + toleranceMiB) * mebibyte) return;
      clearInterval(timer);
      full();
    } catch {
      // The program has ended.
      clearInterval(timer);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);
}

const near = (site: CallSite | null) => (site ? `, near ${basename(site.source)}:${site.line}` : '');

/** Of a worker that the program started; as {@link outOfHeap}. */
export function workerOutOfHeap(name: string, lastCall: CallSite | null): string {
  return (
    `A worker of the program ran out of JavaScript heap memory: ${name}${near(lastCall)}. Tensors do not count; arrays ` +
    'and objects do. Keep fewer of them, or start it with { resourceLimits: { maxOldGenerationSizeMb: … } }.'
  );
}

/** `lastCall`: the program's last call before the heap was full. */
export function outOfHeap(limitMiB: number, lastCall: CallSite | null): string {
  const where = near(lastCall);
  return (
    `The program ran out of JavaScript heap memory (${limitMiB} MiB)${where}. ` +
    'Tensors do not count; arrays and objects do. Keep fewer of them, or raise the limit: ' +
    `"env": { "NODE_OPTIONS": "--max-old-space-size=${limitMiB * 2}" } in the launch configuration.`
  );
}
