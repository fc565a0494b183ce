/** Running again, and forks, of programs that have workers. */
import { afterEach, describe, expect, test } from 'vitest';
import { Debugging, markedLine, programPath } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

/** What starts the workers, the file that these run, a mark in it, and how many are alive. */
const programs = [
  { program: 'loaded.ts', file: 'noise.ts', mark: 'at', names: ['loader worker 0', 'loader worker 1'] },
  { program: 'asking.ts', file: 'answer.ts', mark: 'answer', names: ['answers'] },
] as const;
const cases = programs.flatMap((one) =>
  (['process', 'extensionHost'] as const).map((runtime) => ({ ...one, runtime })),
);

/** Passes the stops of workers, up to one of the program's own thread. */
async function stoppedMain(reason: string): Promise<void> {
  for (;;) {
    const stop = await debugging.stopped();
    if (stop.threadId === 1) return void expect(stop).toMatchObject({ reason });
    await debugging.client.request('continue', { threadId: stop.threadId });
  }
}

async function threads(): Promise<[name: string, id: number][]> {
  const { threads } = await debugging.client.request('threads', {});
  return threads.map(({ name, id }) => [name, id]);
}

const weights = async () =>
  (await debugging.evaluate('JSON.stringify(model.weight.tolist())', 'watch')).result;
const line = (mark: string) => debugging.line(mark);

describe.each(cases)('$program in the runtime $runtime', ({ program, file, mark, names, runtime }) => {
  async function toLine(at: string): Promise<void> {
    debugging = await Debugging.start(program, { runtime, breakpoints: { [at]: {} } });
    await stoppedMain('breakpoint');
  }

  test('runs again to an op of its past: its workers draw the same, and nothing of theirs stops it', async () => {
    await toLine('end');
    const before = await weights();
    const { client } = debugging;
    await debugging.breakIn(file, mark);
    const stopsBefore = client.events.filter(({ event }) => event === 'stopped').length;
    const { op } = await client.request('backstep/runAgain', {});
    await stoppedMain('goto');
    expect(client.events.filter(({ event }) => event === 'stopped').length).toBe(stopsBefore + 1);
    expect(await weights()).toBe(before);
    const { runs, parting } = await client.request('backstep/compareRuns', {});
    expect(runs.map(({ ops }) => ops)).toEqual([op + 1, op + 1]);
    expect(parting).toBeNull();
  });

  test('is live at the op: its workers are threads, and stop again where they should', async () => {
    await toLine('backward');
    await debugging.client.request('backstep/runAgain', {});
    await stoppedMain('goto');
    expect(await threads()).toEqual(['main', ...names].map((name, at) => [name, at + 1]));
    await debugging.setBreakpoints({});
    await debugging.breakIn(file, mark);
    await debugging.client.request('continue', { threadId: 1 });
    const stop = await debugging.stopped('breakpoint');
    const [name] = (await threads()).find(([, id]) => id === stop.threadId)!;
    expect(names).toContain(name);
    debugging.thread = stop.threadId;
    const source = expect.objectContaining({ path: programPath(file) });
    expect((await debugging.frames())[0]).toMatchObject({ source, line: markedLine(file, mark) });
  });

  test('is forked: it runs on with the change, and where the runs part is told', async () => {
    await toLine('end');
    await debugging.client.request('backstep/fork', { op: 20, change: 'optimizer.paramGroups[0].lr = 0.5' });
    await stoppedMain('breakpoint');
    expect(await debugging.where()).toBe(`(top level):${line('end')}`);
    const { parting, runs } = await debugging.client.request('backstep/compareRuns', {});
    expect(parting!.index).toBeGreaterThan(20);
    expect(parting!.first).toMatchObject({ phase: 'optimizer' });
    const [before, after] = runs.map(({ losses }) => losses);
    expect(after[0]).toBe(before[0]);
    expect(after.at(-1)).not.toBe(before.at(-1));
  });
});

test.each(['process', 'extensionHost'] as const)(
  'a worker that waits for the program keeps it from nothing, nor does one that stands at a breakpoint (%s)',
  async (runtime) => {
    debugging = await Debugging.start('holding.ts', { runtime, breakpoints: { end: {} } });
    await debugging.stopped('breakpoint');
    await debugging.breakIn('held.ts', 'answer');
    await debugging.client.request('backstep/runAgain', { op: 1 });
    // The worker of before may have come to the breakpoint, too.
    while ((await debugging.stopped()).reason !== 'goto');
    expect(await debugging.where()).toBe(`mul:${line('half')}`);

    await debugging.client.request('continue', { threadId: 1 });
    const stops = [await debugging.stopped('breakpoint'), await debugging.stopped('breakpoint')];
    expect(stops.map(({ threadId }) => threadId).sort()).toEqual([1, 2]);
    debugging.thread = 2;
    expect(await debugging.where()).toBe(`(top level):${markedLine('held.ts', 'answer')}`);

    await debugging.client.request('backstep/runAgain', { op: 2 });
    await debugging.stopped('goto');
    debugging.thread = 1;
    expect(await debugging.where()).toBe(`sum:${line('sum')}`);
    await debugging.setBreakpoints({});
    await debugging.breakIn('held.ts');
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output('stdout')).toBe('held 3 1.5\n');
  },
);
