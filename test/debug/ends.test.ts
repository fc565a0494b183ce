import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

const runtimes = ['process', 'extensionHost'] as const;

test.each(runtimes)('a program that throws ends with its error (%s)', async (runtime) => {
  debugging = await Debugging.start('ends.ts', { runtime, exceptions: [], launch: { args: ['throw'] } });
  expect(await debugging.ended()).toBe(1);
  expect(debugging.client.output('stderr')).toMatch(
    /^Uncaught TypeError: bad gradient\n {4}at .*ends\.ts:6:9/,
  );
});

test.each(runtimes)(
  'a rejection that nobody handles ends the program with its error (%s)',
  async (runtime) => {
    debugging = await Debugging.start('ends.ts', { runtime, exceptions: [], launch: { args: ['reject'] } });
    expect(await debugging.ended()).toBe(1);
    expect(debugging.client.output('stderr')).toContain('RangeError: bad step');
  },
);

test.each(runtimes)(
  'process.exit ends the program with its code, and not the debugger (%s)',
  async (runtime) => {
    debugging = await Debugging.start('ends.ts', { runtime, launch: { args: ['exit'] } });
    expect(await debugging.ended()).toBe(3);
    expect(debugging.client.process.exitCode).toBe(null);
  },
);

test.each(runtimes)('a program out of heap ends with a message that says so (%s)', async (runtime) => {
  const env = { NODE_OPTIONS: '--max-old-space-size=96' };
  debugging = await Debugging.start('ends.ts', { runtime, launch: { args: ['heap'], env } });
  expect(await debugging.ended()).not.toBe(0);
  expect(debugging.client.output('important')).toContain('ran out of JavaScript heap memory');
  expect(debugging.client.process.exitCode).toBe(null);
});

test('a killed process ends the run with a message that says so', async () => {
  debugging = await Debugging.start('ends.ts', { launch: { args: ['kill'] } });
  expect(await debugging.ended()).toBe(137);
  expect(debugging.client.output('important')).toContain('was killed (SIGKILL)');
});

test('killing the process of a paused program answers what is under way, and ends the session', async () => {
  debugging = await Debugging.start('ends.ts', { breakpoints: { begin: {} } });
  await debugging.stopped('breakpoint');
  const { systemProcessId } = debugging.client.events.find(({ event }) => event === 'process')!.body;
  const frameId = (await debugging.frames())[0].id;
  const forever = debugging.client.request('evaluate', { expression: 'for (;;);', frameId, context: 'repl' });
  setTimeout(() => process.kill(systemProcessId, 'SIGKILL'), 100);
  await expect(forever).rejects.toThrow(/killed|ended/);
  expect(await debugging.ended()).toBe(137);
});

test.each(runtimes)('terminate ends a program, paused or busy (%s)', async (runtime) => {
  for (const paused of [true, false]) {
    debugging = await Debugging.start('busy.ts', { runtime, breakpoints: paused ? { spin: {} } : {} });
    if (paused) await debugging.stopped('breakpoint');
    else await new Promise((resolve) => setTimeout(resolve, 100));
    await debugging.client.request('terminate', {});
    await debugging.client.event('terminated');
    await debugging.close();
  }
});

test('disconnect ends the adapter', async () => {
  debugging = await Debugging.start('busy.ts');
  await debugging.client.request('disconnect', {});
  expect(await debugging.client.exited).toBe(0);
});

test('without debugging, breakpoints do not stop, and output has its line', async () => {
  debugging = await Debugging.start('ends.ts', {
    breakpoints: { begin: {} },
    launch: { args: ['exit'], noDebug: true },
  });
  expect(await debugging.ended()).toBe(3);
  const output = debugging.client.events.find(({ event }) => event === 'output')?.body;
  expect(output).toMatchObject({
    category: 'stdout',
    output: 'begin exit\n',
    line: debugging.line('begin'),
    source: { path: debugging.path },
  });
});

test.each([
  [
    { program: undefined },
    'launch: "program" is missing — set it to the TypeScript or JavaScript file to debug',
  ],
  [
    { program: '/nowhere/train.ts' },
    'launch: "program" does not exist — /nowhere/train.ts — correct the path in launch.json',
  ],
  [{ args: 'fast' }, 'launch: "args" is not a list of strings — "fast" — correct it in launch.json'],
  [
    { runtime: 'moon' },
    'launch: "runtime" is not "process" or "extensionHost" — "moon" — correct it in launch.json',
  ],
  [
    { device: 'cuda' },
    'launch: there is no GPU — this build has no CUDA kernels — set "device" to "auto" or "cpu"',
  ],
])('a launch with %j is refused in words', async (launch, message) => {
  await expect(Debugging.launch('plain.ts', { launch })).rejects.toThrow(message);
});
