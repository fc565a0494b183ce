import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Debugging } from '../../debug/dap/debugging';

const program = '../../engine/data/programs/workers.ts';
const printed = ['for', 'for await']
  .flatMap((loop) => [
    `${loop} [ 0, 1 ] [ 0, 0 ]`,
    `${loop} [ 4, 9 ] [ 1, 1 ]`,
    `${loop} [ 16, 25 ] [ 0, 0 ]`,
  ])
  .map((line) => `${line}\n`)
  .join('');

let debugging: Debugging | undefined;
afterEach(() => debugging?.close());

test('workers read under "backstep run", from a dataset in TypeScript', () => {
  const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
  const file = fileURLToPath(new URL('programs/workers.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run', file], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toBe(printed);
});

test.each(['process', 'extensionHost'] as const)(
  'workers read in a debugged program (%s)',
  async (runtime) => {
    debugging = await Debugging.start(program, { runtime });
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output('stdout')).toBe(printed);
  },
);

test.each(['process', 'extensionHost'] as const)(
  'a program that stands at a breakpoint shows the batch that a worker read, goes on, and ends (%s)',
  async (runtime) => {
    debugging = await Debugging.start(program, { runtime, breakpoints: { batch: {} } });
    await debugging.stopped('breakpoint');
    const frameId = (await debugging.frames())[0].id;
    const evaluate = (expression: string) =>
      debugging!.client.request('evaluate', { expression, frameId, context: 'repl' });
    expect((await evaluate('squares.tolist().join()')).result).toContain('0,1');
    expect((await evaluate('squares')).result).toBe('i64[2] [0, 1]');
    await debugging.client.request('continue', { threadId: 1 });
    await debugging.stopped('breakpoint');
    await debugging.client.request('terminate', {});
    await debugging.client.event('terminated');
  },
);
