import { afterEach, expect, test } from 'vitest';
import { Debugging, lines, markedLine, programPath } from './dap/debugging';

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

async function threads(): Promise<Record<string, number>> {
  const { threads } = await debugging.client.request('threads', {});
  return Object.fromEntries(threads.map(({ name, id }) => [name, id]));
}

/** Both ranks stopped at a breakpoint; gives their threads, rank 0 first. */
async function bothStopped(): Promise<number[]> {
  const stops = [await debugging.stopped('breakpoint'), await debugging.stopped('breakpoint')];
  expect(stops.map(({ allThreadsStopped }) => allThreadsStopped)).toEqual([false, false]);
  const { 'rank 0': first, 'rank 1': second } = await threads();
  expect(stops.map(({ threadId }) => threadId).sort()).toEqual([first, second].sort());
  return [first, second];
}

const exits = () =>
  debugging.client.events.filter(({ event, body }) => event === 'thread' && body.reason === 'exited').length;

test.each(runtimes)(
  'each worker is a thread with its name: it stops alone, shows what it holds, steps and goes (%s)',
  async (runtime) => {
    await startRanks(runtime, 'train', 'scaled');
    const [first, second] = await bothStopped();
    expect([first, second].sort()).toEqual([2, 3]);
    for (const [rank, thread] of [first, second].entries()) {
      debugging.thread = thread;
      expect(await debugging.stack()).toEqual([
        `lossOf:${markedLine('rank.ts', 'scaled')}`,
        expect.stringMatching(/^\(top level\):/),
      ]);
      expect((await debugging.frames())[0].source?.path).toBe(programPath('rank.ts'));
      const locals = lines(await debugging.scope('Locals'));
      expect(locals).toContain(`rank ${rank}`);
      expect(locals).toContain(`weight f32[3] [${rank}, 1, 2]`);
      expect((await debugging.evaluate('weight.tolist().join() + " " + rank')).result).toBe(
        `'${rank},1,2 ${rank}'`,
      );
      expect(await debugging.step('next')).toBe(`lossOf:${markedLine('rank.ts', 'loss')}`);
      expect((await debugging.variable('Locals', 'scaled')).value).toBe(`f32[3] [${2 * rank}, 2, 4]`);
    }
    debugging.thread = first;
    await debugging.client.request('continue', { threadId: first });
    await debugging.client.event(
      'thread',
      ({ reason, threadId }) => reason === 'exited' && threadId === first,
    );
    expect(Object.keys(await threads())).toEqual(['main', 'rank 1']);
    await debugging.client.request('continue', { threadId: second });
    expect(await debugging.ended()).toBe(0);
    const output = debugging.client.output('stdout');
    expect(output).toContain('loss 0 6\n');
    expect(output).toContain('loss 1 8\n');
    expect(output).toContain('ended 0,0\n');
    expect(exits()).toBe(2);
  },
);

test.each(runtimes)('the program goes on, and can be paused, while a worker stands (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  const [first, second] = await bothStopped();
  await debugging.setBreakpoints({ tick: {} });
  expect(await debugging.stopped('breakpoint')).toMatchObject({ threadId: 1, allThreadsStopped: false });
  expect(await debugging.where()).toMatch(new RegExp(`:${debugging.line('tick')}$`));
  debugging.thread = first;
  expect(await debugging.where()).toBe(`lossOf:${markedLine('rank.ts', 'scaled')}`);
  debugging.thread = 1;
  await debugging.setBreakpoints({});
  const { allThreadsContinued } = await debugging.client.request('continue', { threadId: 1 });
  expect(allThreadsContinued).toBe(false);
  await debugging.client.request('pause', { threadId: 1 });
  expect(await debugging.stopped('pause')).toMatchObject({ threadId: 1 });
  for (const threadId of [1, first, second]) await debugging.client.request('continue', { threadId });
  expect(await debugging.ended()).toBe(0);
});

test.each(runtimes)(
  'a busy worker is paused, and a breakpoint set while it runs stops it (%s)',
  async (runtime) => {
    await startRanks(runtime, 'forever');
    await debugging.client.event('output', ({ output }) => output.includes('loss 0'));
    const { 'rank 0': first, 'rank 1': second } = await threads();
    debugging.thread = first;
    await debugging.client.request('pause', { threadId: first });
    expect(await debugging.stopped('pause')).toMatchObject({ threadId: first });
    const loop = markedLine('rank.ts', 'forever');
    expect([`(top level):${loop - 1}`, `(top level):${loop}`]).toContain(await debugging.where());
    await expect(debugging.client.request('stackTrace', { threadId: second })).rejects.toThrow('is running');
    await debugging.breakIn('rank.ts', 'forever');
    expect(await debugging.stopped('breakpoint')).toMatchObject({ threadId: second });
    await debugging.breakIn('rank.ts');
    await debugging.client.request('continue', { threadId: second });
    await debugging.client.request('terminate', {});
    await debugging.client.event('terminated');
  },
);

test.each(runtimes)('a step by ops goes through the ops of a worker (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  [debugging.thread] = await bothStopped();
  expect(await debugging.step('next', 'instruction')).toBe(`mul:${markedLine('rank.ts', 'scaled')}`);
  expect(lines(await debugging.scope('Op')).map((line) => line.split(' ')[0])).toContain('inputs');
  expect(await debugging.step('next', 'instruction')).toBe(`sum:${markedLine('rank.ts', 'loss')}`);
  const [{ instructionPointerReference }] = await debugging.frames();
  expect(instructionPointerReference).toBeUndefined();
});

test.each(runtimes)(
  'function breakpoints and gradients of a line stop in workers too (%s)',
  async (runtime) => {
    debugging = await Debugging.launch('ranks.ts', { runtime, launch: { args: ['train'] } });
    const { client } = debugging;
    const breakpoints = [{ name: 'sum' }];
    const [onSum] = (await client.request('setFunctionBreakpoints', { breakpoints })).breakpoints;
    const scaled = { line: markedLine('rank.ts', 'scaled'), mode: 'backward' };
    const source = { path: programPath('rank.ts') };
    const [onGradient] = (await client.request('setBreakpoints', { source, breakpoints: [scaled] }))
      .breakpoints;
    await client.request('configurationDone', {});
    const stops = [
      await debugging.stopped('function breakpoint'),
      await debugging.stopped('function breakpoint'),
    ];
    for (const { threadId, hitBreakpointIds } of stops) {
      expect(hitBreakpointIds).toEqual([onSum.id]);
      debugging.thread = threadId;
      expect(await debugging.where()).toBe(`sum:${markedLine('rank.ts', 'loss')}`);
      await client.request('continue', { threadId });
      const gradient = await debugging.stopped('breakpoint');
      expect(gradient).toMatchObject({ threadId, hitBreakpointIds: [onGradient.id] });
      expect(await debugging.where()).toBe(`mul backward:${scaled.line}`);
      await client.request('continue', { threadId });
    }
    expect(await debugging.ended()).toBe(0);
  },
);

test.each(runtimes)('conditions and log messages hold in workers (%s)', async (runtime) => {
  debugging = await Debugging.launch('ranks.ts', { runtime, launch: { args: ['train'] } });
  await debugging.client.request('setBreakpoints', {
    source: { path: programPath('rank.ts') },
    breakpoints: [
      { line: markedLine('rank.ts', 'scaled'), condition: 'rank === 1' },
      { line: markedLine('rank.ts', 'loss'), logMessage: 'of {rank}: {scaled.tolist()}' },
    ],
  });
  await debugging.client.request('configurationDone', {});
  const { threadId } = await debugging.stopped('breakpoint');
  expect(threadId).toBe((await threads())['rank 1']);
  await debugging.client.request('continue', { threadId });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('console').split('\n').sort()).toEqual([
    '',
    'of 0: (3) [0, 2, 4]',
    'of 1: (3) [2, 2, 4]',
  ]);
});

test.each(runtimes)('what a worker lacks is said in words (%s)', async (runtime) => {
  await startRanks(runtime, 'train', 'scaled');
  const [threadId] = await bothStopped();
  const { client } = debugging;
  const sentence =
    /this is a worker — a worker has no history, and its ops are not recorded — choose the thread "main"/;
  await expect(client.request('stepBack', { threadId })).rejects.toThrow(sentence);
  await expect(client.request('reverseContinue', { threadId })).rejects.toThrow(sentence);
  await expect(client.request('backstep/stepModule', { threadId, how: 'over' })).rejects.toThrow(sentence);
  debugging.thread = threadId;
  const [{ id: frameId }] = await debugging.frames();
  const watched = client.request('dataBreakpointInfo', { name: 'weight', frameId });
  await expect(watched).rejects.toThrow(sentence);
  const origin = client.request('backstep/whoMade', { expression: 'weight', frameId });
  await expect(origin).rejects.toThrow(sentence);
  await expect(client.request('stackTrace', { threadId: 99 })).rejects.toThrow('thread: it has ended — 99');
});

test.each(runtimes)('an error that a worker does not catch stops in its line (%s)', async (runtime) => {
  await startRanks(runtime, 'throw');
  const { threadId } = await debugging.stopped('exception');
  expect(threadId).toBe((await threads())['rank 1']);
  debugging.thread = threadId;
  expect(await debugging.where()).toBe(`(top level):${markedLine('rank.ts', 'throw')}`);
  const { exceptionId, description } = await debugging.client.request('exceptionInfo', { threadId });
  expect([exceptionId, description]).toEqual(['RangeError', 'bad rank']);
  await debugging.client.request('continue', { threadId });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('stdout')).toContain(
    `failed 1 bad rank rank.ts:${markedLine('rank.ts', 'throw')}`,
  );
});
