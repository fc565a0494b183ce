import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

const state = (mebibytes?: number) =>
  debugging.client.request('backstep/historyBudget', mebibytes === undefined ? {} : { mebibytes });

/** Bytes of the largest op of the program, with all its tensors, at most. */
const opBytes = 2 ** 17;

/** Asks until it is so; a test that waits too long fails. */
async function until(is: (now: Awaited<ReturnType<typeof state>>) => boolean) {
  for (;;) {
    const now = await state();
    if (is(now)) return now;
  }
}

describe.each(['process', 'extensionHost'] as const)('what history holds, in the runtime %s', (runtime) => {
  test('is told and can be changed while the program runs', async () => {
    debugging = await Debugging.start('training.ts', { runtime, launch: { history: { tensors: 8 } } });
    expect(await state()).toMatchObject({ budget: 8 });
    const full = await until(({ oldest }) => oldest !== null && oldest > 0);
    expect(full.budget).toBe(8);
    // It may be asked in the midst of an op, whose tensors the oldest ones have not yet made room for.
    expect(full.bytes).toBeLessThanOrEqual(8 * 2 ** 20 + opBytes);
    expect(full.kept).toBe(full.ops - (full.oldest as number));
    const { output } = await debugging.client.event('output', ({ category }) => category === 'console');
    expect(output).toMatch(
      /^history: the past is full — [\d,]+ ops hold 8 MiB, and from here on the oldest are forgotten as new ones come — for a longer past, give it more: "history": \{ "tensors": 16 \} in the launch configuration, or the command Change History Budget\n$/,
    );

    const wider = await state(16);
    expect(wider.budget).toBe(16);
    const grown = await until(({ bytes }) => bytes > 9 * 2 ** 20);
    expect(grown.kept).toBeGreaterThan(full.kept);

    await state(1);
    const shrunk = await until(({ bytes }) => bytes <= 2 ** 20 + opBytes);
    expect(shrunk.budget).toBe(1);
    expect(shrunk.kept).toBeLessThan(full.kept);
    expect(debugging.client.output('console').match(/the past is full/g)).toHaveLength(1);
    await expect(state(-1)).rejects.toThrow(
      'historyBudget: this is no budget — -1 — give whole MiB from 0 to 1000000',
    );

    await debugging.client.request('restart', {});
    expect(await state()).toMatchObject({ budget: 1 });
    await until(({ oldest }) => oldest !== null && oldest > 0);
  });

  test('is told and can be changed at once, also while the program is in a long native call', async () => {
    debugging = await Debugging.start('longCall.ts', { runtime });
    await debugging.client.event('output', ({ output }) => output.includes('begun'));
    expect(await state(16)).toMatchObject({ budget: 16 });
    expect((await state()).budget).toBe(16);
    expect(debugging.client.output()).not.toContain('over');
    expect(await debugging.ended()).toBe(0);
    expect(debugging.client.output()).toContain('over');
  });

  test('can begin in the middle: what runs from then on can be gone back to', async () => {
    debugging = await Debugging.start('training.ts', { runtime, launch: { history: { tensors: 0 } } });
    await until(({ ops }) => ops > 100);
    expect(await state()).toMatchObject({ budget: 0, bytes: 0, kept: 0, oldest: null });
    await state(8);
    await until(({ kept }) => kept > 100);
    await debugging.client.request('pause', { threadId: 1 });
    await debugging.stopped('pause');
    const { oldest } = await state();
    await debugging.client.request('reverseContinue', { threadId: 1 });
    await debugging.stopped('step');
    const [{ instructionPointerReference }] = await debugging.frames();
    // The oldest may be an op inside of an update, which a step back passes over.
    expect(Number(instructionPointerReference) - (oldest as number)).toBeGreaterThanOrEqual(0);
    expect(Number(instructionPointerReference) - (oldest as number)).toBeLessThan(30);
    await expect(debugging.client.request('stepBack', { threadId: 1 })).rejects.toThrow(
      /^stepBack: this is where history begins — op \d+ of \d+; the ones before made room for others, within 8 MiB — go forward$/,
    );
  });
});

describe.each(['process', 'extensionHost'] as const)('the ops that ran, in the runtime %s', (runtime) => {
  const history = (args: { before?: number; count?: number }) =>
    debugging.client.request('backstep/history', args);

  test('are told at a stop, in pages, with their shapes, versions and places', async () => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { step: {} } });
    await debugging.stopped('breakpoint');
    const { ops, recorded, oldest } = await history({});
    expect(oldest).toBe(0);
    expect(ops).toHaveLength(recorded);
    const relu = ops.find(({ op, phase }) => op === 'relu' && phase === 'forward');
    expect(relu).toMatchObject({
      depth: 0,
      outputs: [{ name: 'output', dtype: 'float32', version: 0 }],
      where: { source: debugging.path, line: debugging.line('hidden') },
    });
    expect(relu?.nanoseconds).toBeGreaterThan(0);
    const gradient = ops.find(({ label }) => label === 'relu backward');
    expect(gradient).toMatchObject({ phase: 'backward', forwardIndex: relu?.index, where: relu?.where });
    const page = await history({ before: gradient?.index, count: 3 });
    const place = ops.indexOf(gradient as (typeof ops)[number]);
    expect(page.ops).toEqual(ops.slice(place - 3, place));
    await expect(history({ count: 0 })).rejects.toThrow(
      'history: count is not in 1 … 1000 — 0 — ask for a page',
    );
  });

  test('are told while the program is busy', async () => {
    debugging = await Debugging.start('training.ts', { runtime });
    let seen = 0;
    while (seen < 500) {
      const { ops } = await history({ count: 50 });
      const indices = ops.map(({ index }) => index);
      expect(indices).toEqual([...indices].sort((a, b) => a - b));
      seen = Math.max(seen, indices.at(-1) ?? 0);
    }
  });
});
