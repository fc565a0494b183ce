import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Debugging, lines, markedLine, programPath } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

const runtimes = ['process', 'extensionHost'] as const;

async function threads(): Promise<Record<string, number>> {
  const { threads } = await debugging.client.request('threads', {});
  return Object.fromEntries(threads.map(({ name, id }) => [name, id]));
}

const exits = () =>
  debugging.client.events.filter(({ event, body }) => event === 'thread' && body.reason === 'exited').length;

test.each(runtimes)(
  'workers of workers and of code are threads; an unknown file is one in words (%s)',
  async (runtime) => {
    debugging = await Debugging.start('levels.ts', { runtime, breakpoints: { level: {} } });
    const names = ['main', 'worker 1 (levels.ts)', 'worker 2 (levels.ts)'];
    for (const level of [2, 1, 0]) {
      const { threadId } = await debugging.stopped('breakpoint');
      expect(await threads()).toEqual(
        Object.fromEntries(names.slice(0, level + 1).map((name, at) => [name, at + 1])),
      );
      expect(threadId).toBe(level + 1);
      debugging.thread = threadId;
      expect((await debugging.evaluate('level')).result).toBe(String(level));
      await debugging.client.request('continue', { threadId });
    }
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output('stdout')).toBe(
      `level 2\nlevel 1\nlevel 0\ncode 42\nWorker: the program was prepared without this file — ${programPath('plain.ts')} — ` +
        "write new Worker(new URL('./plain.ts', import.meta.url)), which says so before it runs\n",
    );
  },
);

test('a program that runs without debugging has its workers, and no threads of them', async () => {
  debugging = await Debugging.start('ranks.ts', { launch: { args: ['throw'], noDebug: true } });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('stdout')).toContain('loss 0 6\n');
  expect(debugging.client.output('stdout')).toContain(
    `failed 1 bad rank rank.ts:${markedLine('rank.ts', 'throw')}\n`,
  );
  const told = debugging.client.events
    .filter(({ event }) => event === 'thread')
    .map(({ body }) => body.threadId);
  expect(told).toEqual([1]);
});

test('"backstep run" runs the TypeScript of workers, and of theirs', () => {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run', programPath('levels.ts')], {
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toMatch(/^level 2\nlevel 1\nlevel 0\ncode 42\nWorker: the program was prepared without/);
});

const loading = '../../engine/data/programs/workers.ts';
const squares = '../../engine/data/programs/squares.ts';

test.each(runtimes)(
  'the workers of a loader come and go, and a breakpoint in what they read stops there (%s)',
  async (runtime) => {
    debugging = await Debugging.launch(loading, { runtime });
    const [breakpoint] = await debugging.breakIn(squares, 'at');
    expect(breakpoint.verified).toBe(true);
    await debugging.client.request('configurationDone', {});
    for (let stop = 0; stop < 2; stop++)
      expect((await debugging.stopped('breakpoint')).hitBreakpointIds).toEqual([breakpoint.id]);
    const { 'loader worker 0': first, 'loader worker 1': second } = await threads();
    for (const [thread, index] of [
      [first, 0],
      [second, 2],
    ]) {
      debugging.thread = thread;
      expect(await debugging.where()).toBe(`Squares.at:${markedLine(squares, 'at')}`);
      expect(lines(await debugging.scope('Locals'))).toContain(`index ${index}`);
    }
    await debugging.breakIn(squares);
    for (const threadId of [first, second]) await debugging.client.request('continue', { threadId });
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output('stdout')).toContain('for await [ 16, 25 ] [ 0, 0 ]');
    // Two epochs have two workers each.
    expect(exits()).toBe(4);
  },
);

test.each(runtimes)(
  'a loop that waits for a batch is paused while the workers stand, and is stepped on once they run (%s)',
  async (runtime) => {
    debugging = await Debugging.launch('loaded.ts', { runtime });
    await debugging.breakIn('noise.ts', 'at');
    await debugging.client.request('configurationDone', {});
    const standing = [await debugging.stopped('breakpoint'), await debugging.stopped('breakpoint')];
    await debugging.client.request('pause', { threadId: 1 });
    expect(await debugging.stopped('pause')).toMatchObject({ threadId: 1, allThreadsStopped: false });
    expect(await debugging.where()).toBe(`(top level):${debugging.line('loss') - 1}`);
    expect((await debugging.evaluate('step')).result).toBe('0');
    await debugging.breakIn('noise.ts');
    for (const { threadId } of standing) await debugging.client.request('continue', { threadId });
    expect(await debugging.step('next')).toBe(`(top level):${debugging.line('loss')}`);
    expect((await debugging.variable('Locals', 'inputs')).value).toMatch(/^f32\[2, 3\]/);
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
  },
);
