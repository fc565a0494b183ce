/** Batches on their way to a loop: asked for ahead, given in order. */
import { fail } from '../tensor/errors';
import type { Epoch } from './epoch';
import { ended, type Fetcher, type Task } from './fetch';
import type { LoaderPlan } from './loaderOptions';
import type { WorkerPool } from './pool';

/** A batch that was asked for, in either way of waiting; {@link ended} where there is none. */
export interface Read {
  now(): unknown;
  soon(): Promise<unknown>;
}

/** Reads in this thread. Ahead is only asked where the loop waits for promises. */
export function* readsHere(
  fetcher: Fetcher,
  epoch: Epoch,
  { prefetchFactor, order }: LoaderPlan,
): Generator<Read> {
  const tasks = epoch.tasks();
  const queue: { from: Task; seed: number; begun: Promise<unknown> | null }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const told = (batch: unknown) => {
    isOver ||= batch === ended;
    return batch;
  };
  const begin = (read: (typeof queue)[number]) => {
    if (read.begun) return read.begun;
    const { from, seed } = read;
    // A stream gives one batch after the other.
    read.begun = order ? fetcher.soon(from, seed) : last.then(() => fetcher.soon(from, seed));
    // An error is looked at when its turn comes.
    last = read.begun.catch(() => undefined);
    return read.begun;
  };
  while (!isOver) {
    while (queue.length <= prefetchFactor) {
      const { done, value } = tasks.next();
      if (done) break;
      queue.push({ ...value, begun: null });
    }
    const read = queue.shift();
    if (!read) return;
    yield {
      now: () => told(fetcher.now(read.from, read.seed, notNow)),
      soon: async () => {
        const batch = begin(read);
        for (const next of queue) void begin(next);
        return told(await batch);
      },
    };
  }
}

function notNow(index: number): never {
  return fail('DataLoader', 'the dataset gives promises', `at(${index})`, 'read this loader by "for await"');
}

/** Reads by workers, in turn: batch k by the k-th of them, so that the order does not depend on their speed. */
export function* readsByWorkers(
  pool: WorkerPool,
  epoch: Epoch,
  { numWorkers, prefetchFactor, ownCombine, combine }: LoaderPlan,
): Generator<Read> {
  const tasks = epoch.tasks();
  /** Those whose stream has not ended. */
  const active = new Set(Array.from({ length: numWorkers }, (_, id) => id));
  const queue: { readonly task: number; readonly id: number }[] = [];
  let turn = 0;
  const fill = () => {
    while (active.size > 0 && queue.length < numWorkers * prefetchFactor) {
      const { done, value } = tasks.next();
      if (done) return;
      while (!active.has(turn)) turn = (turn + 1) % numWorkers;
      queue.push({ task: pool.ask(turn, value.from, value.seed), id: turn });
      turn = (turn + 1) % numWorkers;
    }
  };
  for (fill(); queue.length > 0; fill()) {
    const { task, id } = queue.shift()!;
    const told = (batch: unknown) => {
      if (batch === ended) active.delete(id);
      return batch === ended || !ownCombine ? batch : combine(batch);
    };
    yield { now: () => told(pool.now(task)), soon: async () => told(await pool.soon(task)) };
  }
}
