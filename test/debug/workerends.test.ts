import { afterEach, expect, test } from 'vitest';
import { Debugging, markedLine } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

const runtimes = ['process', 'extensionHost'] as const;
type Runtime = (typeof runtimes)[number];

/** Launches the program with two ranks, with breakpoints in the file of the ranks. */
async function startRanks(runtime: Runtime, how: string, ...marks: string[]): Promise<void> {
  debugging = await Debugging.launch('ranks.ts', { runtime, launch: { args: [how] } });
  if (marks.length > 0) await debugging.breakIn('rank.ts', ...marks);
  await debugging.client.request('configurationDone', {});
}

/** Both ranks stopped at a breakpoint. */
async function bothStopped(): Promise<number[]> {
  const first = await debugging.stopped('breakpoint');
  const second = await debugging.stopped('breakpoint');
  return [first.threadId, second.threadId];
}

test.each(runtimes)('the program ends workers that stand at a breakpoint (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  await bothStopped();
  await debugging.client.request('evaluate', { expression: 'cut()' });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('stdout')).toContain('ended 1,1');
});

test.each(runtimes)('the program exits while its workers stand at a breakpoint (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  await bothStopped();
  await debugging.client.request('evaluate', { expression: 'leave()' });
  expect(await debugging.ended()).toBe(7);
});

test.each(runtimes)(
  'a worker out of heap ends the program with a message that says so (%s)',
  async (runtime) => {
    await startRanks(runtime, 'fill');
    expect(await debugging.ended()).toBe(1);
    expect(debugging.client.output('important')).toMatch(
      new RegExp(
        `ran out of JavaScript heap memory: rank [01], near rank.ts:${markedLine('rank.ts', 'fill')}\\.`,
      ),
    );
    expect(debugging.client.process.exitCode).toBe(null);
  },
);

test.each(runtimes)('restart begins anew with workers of its own (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  await bothStopped();
  await debugging.client.request('restart', {});
  const [first, second] = await bothStopped();
  for (const threadId of [first, second]) await debugging.client.request('continue', { threadId });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('stdout')).toContain('ended 0,0');
});

test.each(runtimes)(
  'no process is left when a worker stands at a breakpoint and the client goes (%s)',
  async (runtime) => {
    await startRanks(runtime, 'train', 'scaled');
    await bothStopped();
    const { systemProcessId } = debugging.client.events.find(({ event }) => event === 'process')!.body;
    await debugging.client.request('disconnect', {});
    expect(await debugging.client.exited).toBe(0);
    expect(() => process.kill(systemProcessId, 0)).toThrow('ESRCH');
  },
);
