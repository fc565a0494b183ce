import { afterEach, describe, expect, test } from 'vitest';
import { disposeAll, runtimes, Session } from './session';

afterEach(disposeAll);

describe.each(runtimes)('random numbers that no program seeds, in the runtime "%s"', (runtime) => {
  /** What each thread drew. */
  async function drawn(seed: number, debug = false): Promise<string[]> {
    const session = await Session.launch(runtime, 'seeds.ts', { seed, debug });
    const { channel } = session.host;
    channel.on('program/thread', ({ thread }) => void channel.request('program/run', { thread }));
    await session.run();
    expect(await session.end()).toMatchObject({ code: 0 });
    return session.output.trim().split('\n');
  }

  test('are those of the seed of the launch, in workers and theirs too', async () => {
    const before = await drawn(7);
    expect(before.map((line) => line.split(' ')[0])).toEqual(['main', 'first', 'inner', 'second']);
    expect(before[0]).toMatch(/^main 7 /);
    expect(await drawn(7)).toEqual(before);
    expect(await drawn(7, true)).toEqual(before);
  });

  test('are others in each thread, and with another seed', async () => {
    const all = [...(await drawn(7)), ...(await drawn(8))];
    for (const column of [1, 2, 3]) {
      expect(new Set(all.map((line) => line.split(' ')[column])).size).toBe(all.length);
    }
  });
});
