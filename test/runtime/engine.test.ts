import { basename } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { TensorPlace } from '../../engine/tensor/picture';
import { disposeAll, runtimes, Session } from './session';

afterEach(disposeAll);

/** Where the op that stopped was called, as `file:line:column`. */
async function calledFrom(session: Session): Promise<string> {
  const [frame] = (await session.paused()).callFrames;
  expect(frame.functionName).toBe('stopAtOp');
  const site = session.launched.sites[Number(await session.evaluate(frame, 'event.site'))];
  return `${await session.evaluate(frame, 'event.op')} ${site && `${basename(site.source)}:${site.line}:${site.column}`}`;
}

describe.each(runtimes)('with the engine, in the runtime "%s"', (runtime) => {
  test('a program stops at each op that it is told to, and knows the call that ran it', async () => {
    const session = await Session.launch(runtime, 'ops.ts');
    await session.breakAt('mul');
    await session.run();
    await session.paused();
    await session.resume(0);
    expect(await calledFrom(session)).toBe('mul ops.ts:8:13');
    await session.resume(0);
    expect(await calledFrom(session)).toBe('add ops.ts:9:13');
    await session.resume(0);
    expect(await calledFrom(session)).toBe('sum ops.ts:9:20');
    await session.resume();
    expect((await session.end()).code).toBe(0);
    expect(session.output).toBe('ready\n48\n');
  });

  test('an error of the backward pass names the line that ran the forward op', async () => {
    const session = await Session.launch(runtime, 'overwrites.ts');
    await session.run();
    expect((await session.end()).code).toBe(0);
    expect(session.output).toMatch(
      /the output of exp, is at version 1.* — exp ran at \S*overwrites\.ts:4\n$/,
    );
  });

  test('a busy training loop is paused, and no more often than it is asked to', async () => {
    const session = await Session.launch(runtime, 'training.ts');
    await session.run();
    await session.printed('training');
    for (let round = 1; round <= 10; round++) {
      await session.pause();
      await session.resume();
      await new Promise((resolve) => setTimeout(resolve, 5 * round));
      expect(session.pauses).toHaveLength(round);
    }
  });

  test('a loop of long native calls is paused between two of them', async () => {
    const session = await Session.launch(runtime, 'longcalls.ts');
    await session.run();
    await session.printed('multiplying');
    for (let round = 1; round <= 4; round++) {
      await session.pause();
      await session.resume();
      await new Promise((resolve) => setTimeout(resolve, 30 * round));
      expect(session.pauses).toHaveLength(round);
    }
  });

  test('the memory of a tensor is seen while the program is paused', async () => {
    const session = await Session.launch(runtime, 'ops.ts');
    await session.breakAt('add');
    await session.run();
    const { callFrames } = await session.paused();
    const place = (await session.evaluate(
      callFrames[0],
      `(({ storage, dtype, shape, strides, offset }) => ({ storage: storage.id, dtype, shape, strides, offset }))(b)`,
    )) as TensorPlace;
    const { channel } = session.host;
    expect(await channel.request('tensor/statistics', { place })).toMatchObject({
      count: 6,
      min: 2,
      max: 12,
      mean: 7,
    });
    const tile = {
      rowAxis: 0,
      columnAxis: 1,
      indices: [0, 0],
      row: 0,
      column: 1,
      rows: 2,
      columns: 2,
      height: 2,
      width: 2,
    };
    const { values } = await channel.request('tensor/tile', { place, tile });
    expect([...values]).toEqual([4, 6, 10, 12]);
    const { counts } = await channel.request('tensor/histogram', { place, bins: 2 });
    expect([...counts]).toEqual([3, 3]);
    await expect(channel.request('tensor/tile', { place, tile: { ...tile, rowAxis: 2 } })).rejects.toThrow(
      'tile: there is no row axis 2 — shape [2, 3] — count from 0',
    );
  });

  test('a program in a long native call ends soon when it is told to', async () => {
    const session = await Session.launch(runtime, 'longop.ts');
    await session.run();
    await session.printed('multiplying');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    await session.host.channel.request('program/terminate', {});
    expect(performance.now() - start).toBeLessThan(2500);
    expect((await session.end()).message).toBeNull();
  });
});
