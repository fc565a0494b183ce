import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { disposeAll, programs, runtimes, Session } from './session';

afterEach(disposeAll);

describe.each(runtimes)('a program in the runtime "%s"', (runtime) => {
  test('runs, held at its start until it is told to, and says how it ended', async () => {
    const session = await Session.launch(runtime, 'loop.ts', {
      args: ['a', 'b'],
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(session.output).toBe('');
    await session.run();
    expect(await session.end()).toEqual({
      code: 0,
      signal: null,
      message: null,
    });
    expect(session.output).toBe('total 10 a b\n');
    expect(session.pauses).toEqual([]);
  });

  test('stops at a breakpoint in the person’s TypeScript, in an imported file too, and runs on', async () => {
    const session = await Session.launch(runtime, 'loop.ts');
    await session.breakAt('sum');
    await session.breakAt('add', join(programs, 'sums.ts'));
    await session.run();
    const first = await session.paused();
    expect(session.place(first.callFrames[0])).toBe('loop.ts:10');
    expect(await session.evaluate(first.callFrames[0], 'step.index + typeof add')).toBe('0function');
    await session.resume();
    const second = await session.paused();
    expect(second.callFrames.slice(0, 2).map((frame) => session.place(frame))).toEqual([
      'sums.ts:4',
      'loop.ts:10',
    ]);
    expect(await session.evaluate(second.callFrames[0], '[a, b].join()')).toBe('0,0');
    await session.send('Debugger.setBreakpointsActive', { active: false });
    await session.resume();
    expect((await session.end()).code).toBe(0);
  });

  test('is paused in a busy loop, more than once, and pauses no more often than it is asked to', async () => {
    const session = await Session.launch(runtime, 'busy.ts');
    await session.run();
    await session.printed('started');
    for (let round = 0; round < 8; round++) {
      const { callFrames } = await session.pause();
      expect(session.place(callFrames[0])).toMatch(/^busy\.ts:[34]$/);
      await session.resume();
      await new Promise((resolve) => setTimeout(resolve, 10 * round));
    }
    expect(session.pauses).toHaveLength(8);
  });

  test('is paused while it waits for timers', async () => {
    const session = await Session.launch(runtime, 'waits.ts');
    await session.run();
    await session.printed('waiting');
    for (let round = 0; round < 5; round++) {
      const { callFrames } = await session.pause();
      expect(session.place(callFrames[0])).toBe('waits.ts:3');
      await session.resume();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(session.pauses).toHaveLength(5);
  });

  test.each([
    ['held at its start', 'loop.ts', async () => undefined],
    [
      'paused',
      'loop.ts',
      async (session: Session) => {
        await session.breakAt('sum');
        await session.run();
        await session.paused();
      },
    ],
    [
      'busy',
      'busy.ts',
      async (session: Session) => {
        await session.run();
        await session.printed('started');
      },
    ],
    [
      'waiting',
      'waits.ts',
      async (session: Session) => {
        await session.run();
        await session.printed('waiting');
      },
    ],
  ])('ends at once when it is %s', async (_, program, prepare) => {
    const session = await Session.launch(runtime, program);
    await prepare(session);
    const start = performance.now();
    await session.host.channel.request('program/terminate', {});
    expect(performance.now() - start).toBeLessThan(1500);
    expect(await session.end()).toEqual({
      code: null,
      signal: null,
      message: null,
    });
  });

  test('prints while it is busy, and each line says which call wrote it', async () => {
    const session = await Session.launch(runtime, 'talk.ts');
    await session.run();
    await session.printed('no newline');
    expect(session.output).toBe('line 1\nline 2\nline 3\na warning\nno newline');
    const [first] = session.outputs;
    expect(session.launched.sites[first.site]).toEqual({
      source: join(programs, 'talk.ts'),
      line: 1,
      column: 47,
    });
    const warnings = session.outputs.filter(({ stream }) => stream === 'stderr');
    expect(warnings.map(({ text }) => text)).toEqual(['a warning\n']);
  });

  test('prints a great deal in one go, and all of it arrives in order, with its memory bounded', async () => {
    const session = await Session.launch(runtime, 'flood.ts');
    await session.run();
    expect((await session.end(18_000)).code).toBe(0);
    const lines = session.output.split('\n');
    expect(lines).toHaveLength(40_001);
    expect(lines.every((line, index) => index === 40_000 || line.startsWith(`${index} `))).toBe(true);
    // It had to wait for its reader: 12 million characters are more than may be under way.
    expect(session.outputs.length).toBeGreaterThan(2);
  });

  test('ends with code 1 on an error that nobody catches, with the places of its TypeScript', async () => {
    const session = await Session.launch(runtime, 'throws.ts');
    await session.run();
    expect(await session.end()).toEqual({
      code: 1,
      signal: null,
      message: null,
    });
    const place = join(programs, 'throws.ts');
    expect(session.output).toBe(
      [
        'caught one',
        'Uncaught RangeError: too big: 3',
        `    at check (${place}:6:28)`,
        ...Array(3).fill(`    at check (${place}:7:10)`),
        `    at ${place}:15:1`,
        '',
      ].join('\n'),
    );
  });

  test('ends with code 1 on a rejection that nobody handles', async () => {
    const session = await Session.launch(runtime, 'rejects.ts');
    await session.run();
    expect((await session.end()).code).toBe(1);
    expect(session.output).toContain('Uncaught Error: rejected later');
    expect(session.output).toContain('rejects.ts:3:9');
  });

  test('ends with the code that it gives to process.exit', async () => {
    const session = await Session.launch(runtime, 'exits.ts', { args: ['7'] });
    await session.run();
    expect(await session.end()).toEqual({
      code: 7,
      signal: null,
      message: null,
    });
    expect(session.output).toBe('before\nleaving with 7\n');
  });

  test('sees its own arguments, folder and variables', async () => {
    process.env.BACKSTEP_REMOVED = 'still here';
    const session = await Session.launch(runtime, 'process.ts', {
      args: ['--lr', '0.1'],
      cwd: join(programs, '..'),
      env: { BACKSTEP_TEST: 'yes', BACKSTEP_REMOVED: null },
    });
    await session.run();
    await session.end();
    expect(JSON.parse(session.output)).toEqual({
      argv: [join(programs, 'process.ts'), '--lr', '0.1'],
      cwd: join(programs, '..'),
      setting: 'yes',
      removed: null,
      dirname: programs,
    });
  });

  test('that fills the JavaScript heap ends with a message that says so', async () => {
    const session = await Session.launch(runtime, 'heap.ts', {
      env: { NODE_OPTIONS: '--max-old-space-size=48' },
    });
    await session.run();
    const { code, message } = await session.end(18_000);
    expect(code).not.toBe(0);
    expect(message).toContain('ran out of JavaScript heap memory (48 MiB), near heap.ts:');
  });

  test('is refused on a GPU that is not there', async () => {
    await expect(Session.launch(runtime, 'loop.ts', { device: 'cuda' })).rejects.toThrow(
      'launch: there is no GPU — this build has no CUDA kernels — set "device" to "auto" or "cpu"',
    );
  });
});
