import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

const state = (mebibytes?: number) =>
  debugging.client.request('backstep/historyBudget', mebibytes === undefined ? {} : { mebibytes });

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
    expect(full.bytes).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(full.kept).toBe(full.ops - (full.oldest as number));

    const wider = await state(16);
    expect(wider.budget).toBe(16);
    const grown = await until(({ bytes }) => bytes > 9 * 2 ** 20);
    expect(grown.kept).toBeGreaterThan(full.kept);

    await state(1);
    const shrunk = await until(({ bytes }) => bytes <= 2 ** 20);
    expect(shrunk.budget).toBe(1);
    expect(shrunk.kept).toBeLessThan(full.kept);
    await expect(state(-1)).rejects.toThrow(
      'historyBudget: this is no budget — -1 — give whole MiB from 0 to 1000000',
    );

    await debugging.client.request('restart', {});
    expect(await state()).toMatchObject({ budget: 1 });
    await until(({ oldest }) => oldest !== null && oldest > 0);
  });
});
