import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

const restart = async (frame: number) =>
  debugging.client.request('restartFrame', { frameId: (await debugging.frames())[frame].id });

test.each(['process', 'extensionHost'] as const)('a function begins anew (%s)', async (runtime) => {
  debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { fc2: {} } });
  await debugging.stopped('breakpoint');
  await restart(0);
  await debugging.stopped('restart');
  expect(await debugging.where()).toBe(`Net.forward:${debugging.line('hidden')}`);
  expect(await debugging.continue()).toBe(`Net.forward:${debugging.line('fc2')}`);
  await debugging.setBreakpoints({});
  await debugging.client.request('continue', { threadId: 1 });
  expect(await debugging.ended()).toBe(0);
});

test('what cannot begin anew is refused with a sentence, and the program stays where it is', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { fc2: {} } });
  await debugging.stopped('breakpoint');
  await expect(restart(1)).rejects.toThrow('restartFrame: the engine is at work above it — (top level)');
  await debugging.step('next', 'instruction');
  await expect(restart(0)).rejects.toThrow('restartFrame: it is no function under way — linear');
  await expect(restart(1)).rejects.toThrow('restartFrame: the engine is at work above it — Net.forward');
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  await expect(restart(0)).rejects.toThrow('restartFrame: this is the past');
});

test.each(['process', 'extensionHost'] as const)(
  'what awaits or yields cannot begin anew, nor what waits for it; what it calls can (%s)',
  async (runtime) => {
    const marks = { first: {}, doubled: {}, second: {}, yield: {} };
    debugging = await Debugging.start('later.ts', { runtime, breakpoints: marks });
    const at = (mark: string) => debugging.line(mark);
    const never = (name: string) =>
      `restartFrame: V8 cannot begin it anew — ${name}: Restarting frame failed — `;
    await debugging.stopped('breakpoint');
    expect(await debugging.where()).toBe(`later:${at('first')}`);
    for (const [frame, name] of ['later', 'all', '(top level)'].entries())
      await expect(restart(frame)).rejects.toThrow(never(name));

    expect(await debugging.continue()).toBe(`doubled:${at('doubled')}`);
    expect(await debugging.step('next', 'line')).toBe(`doubled:${at('doubled') + 1}`);
    await restart(0);
    await debugging.stopped('restart');
    expect(await debugging.where()).toBe(`doubled:${at('doubled')}`);
    await expect(restart(1)).rejects.toThrow(never('later'));

    expect(await debugging.continue()).toBe(`later:${at('second')}`);
    expect((await debugging.stack()).slice(0, 3)).toEqual([
      `later:${at('second')}`,
      'await',
      expect.stringMatching(/^all:/),
    ]);
    await expect(restart(0)).rejects.toThrow(never('later'));
    await expect(restart(1)).rejects.toThrow('restartFrame: it is no function under way — await');
    await expect(restart(2)).rejects.toThrow(
      'restartFrame: it is not under way — all awaits what runs now — choose a frame above',
    );

    expect(await debugging.continue()).toBe(`parts:${at('yield')}`);
    await expect(restart(0)).rejects.toThrow(never('parts'));
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output('stdout')).toBe('[ 12, 24 ]\n');
  },
);

test.each(['process', 'extensionHost'] as const)(
  'a request that takes long is cancelled, and the program stays usable (%s)',
  async (runtime) => {
    debugging = await Debugging.start('mlp.ts', {
      runtime,
      breakpoints: { log: { condition: 'step === 0' } },
    });
    await debugging.stopped('breakpoint');
    const frameId = (await debugging.frames())[0].id;
    const expression = 'for (const end = Date.now() + 1000; Date.now() < end; );';
    const slow = debugging.client.request('evaluate', { expression, frameId, context: 'repl' });
    const requestId = debugging.client.messages.at(-1)?.seq as number;
    const [refused] = await Promise.allSettled([slow, debugging.client.request('cancel', { requestId })]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { message: 'cancelled' } });
    expect((await debugging.evaluate('step + 41')).result).toBe('41');
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
  },
);

test('the sources of the program are told and listed', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  const source = { name: 'mlp.ts', path: debugging.path };
  expect((await debugging.client.request('loadedSources', {})).sources).toEqual([source]);
  expect(debugging.client.events).toContainEqual({
    event: 'loadedSource',
    body: { reason: 'new', source },
  });
});
