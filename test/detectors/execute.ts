/** Runs programs of the set as a debugged program runs, each in a worker of this process. */
import { dirname } from 'node:path';
import { startHost } from '../../extension/runtime/client';
import type { Program } from './programs/manifest';

/** A program that has run to its end. */
export interface Ran {
  readonly program: Program;
  readonly output: string;
}

export async function execute(program: Program): Promise<Ran> {
  const host = await startHost({ runtime: 'extensionHost' });
  try {
    let output = '';
    const { path, args } = program;
    host.channel.on('program/output', ({ text }) => {
      output += text;
    });
    const ended = new Promise<{ code: number | null; message: string | null }>((resolve) => {
      host.onEnded(resolve);
    });
    await host.channel.request('program/launch', {
      ...{ program: path, args, cwd: dirname(path), env: {}, device: 'cpu', history: 0 },
    });
    await host.channel.request('program/run', {});
    const { code, message } = await ended;
    if (code !== 0) throw new Error(`${program.name}: ended with ${code} — ${message ?? ''}\n${output}`);
    return { program, output };
  } finally {
    await host.dispose();
  }
}

/** What each gives, in their order, `width` of them at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const take = async () => {
    while (next < items.length) {
      const place = next++;
      results[place] = await run(items[place]);
    }
  };
  await Promise.all(Array.from({ length: width }, take));
  return results;
}
