/** What a client shows of a run that is on its way to an op, and how it is cancelled. */
import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

describe.each(['process', 'extensionHost'] as const)('running again, in the runtime %s', (runtime) => {
  /** Stands at the end of the program. */
  async function toEnd(supportsProgressReporting = true): Promise<void> {
    debugging = await Debugging.start('slowly.ts', {
      runtime,
      breakpoints: { end: {} },
      client: { supportsProgressReporting },
    });
    await debugging.stopped('breakpoint');
  }

  const told = (event: string) => debugging.client.events.filter((one) => one.event === event).length;
  const step = async () => Number((await debugging.evaluate('step')).result);

  test('tells how far it is, until it is there', async () => {
    await toEnd();
    const { op } = await debugging.client.request('backstep/runAgain', {});
    const begun = await debugging.client.event('progressStart');
    expect(begun).toMatchObject({ title: `Running again to op ${op}`, cancellable: true, percentage: 0 });
    const { progressId } = begun;
    let before = 0;
    while (before < 50) {
      const { percentage, ...rest } = await debugging.client.event('progressUpdate');
      expect(rest).toEqual({ progressId });
      expect(percentage).toBeGreaterThanOrEqual(before);
      expect(percentage).toBeLessThan(100);
      before = percentage;
    }
    expect(await debugging.client.event('progressEnd')).toEqual({ progressId });
    await debugging.stopped('goto');
    expect(told('progressStart')).toBe(1);
  });

  test('can be cancelled: it stands where it came to, and stops again where it should', async () => {
    await toEnd();
    await debugging.client.request('backstep/runAgain', {});
    const { progressId } = await debugging.client.event('progressStart');
    // Three of the ops and more: the loop has begun.
    await debugging.client.event('progressUpdate', ({ percentage }) => percentage > 10);
    await debugging.client.request('cancel', { progressId });
    expect(await debugging.client.event('progressEnd')).toEqual({ progressId });
    await debugging.stopped('pause');
    const stoodAt = await step();
    expect(stoodAt).toBeGreaterThan(0);
    expect(stoodAt).toBeLessThan(29);
    await debugging.setBreakpoints({ op: {} });
    expect(await debugging.continue()).toBe(`(top level):${debugging.line('op')}`);
    expect(await step()).toBe(stoodAt + 1);
    const { op } = await debugging.client.request('backstep/runAgain', { op: 1 });
    await debugging.stopped('goto');
    expect(await debugging.op()).toBe(op);
  });

  test('is cancelled by pause too, and a fork then changes nothing', async () => {
    await toEnd();
    const change = 'x.zero_()';
    await debugging.client.request('backstep/fork', { change });
    await debugging.client.event('progressUpdate', ({ percentage }) => percentage > 0);
    await debugging.client.request('pause', { threadId: 1 });
    await debugging.client.event('progressEnd');
    await debugging.stopped('pause');
    expect((await debugging.evaluate('x.tolist()[0] > 0')).result).toBe('true');
    expect(await debugging.continue()).toBe(`(top level):${debugging.line('end')}`);
    const { runs, parting } = await debugging.client.request('backstep/compareRuns', {});
    expect(runs.map(({ fork }) => fork)).toEqual([null, null]);
    expect(parting).toBeNull();
  });

  test('tells nothing of it to a client that shows no progress, and refuses a second one', async () => {
    await toEnd(false);
    await debugging.client.request('backstep/runAgain', {});
    await expect(debugging.client.request('backstep/runAgain', { op: 3 })).rejects.toThrow(
      'runAgain: the program is on its way to an op — wait, or cancel that',
    );
    await debugging.stopped('goto');
    expect(told('progressStart') + told('progressUpdate') + told('progressEnd')).toBe(0);
  });
});
