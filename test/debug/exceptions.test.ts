import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

test('with "All Exceptions", a caught error stops where it is thrown', async () => {
  debugging = await Debugging.start('errors.ts', { exceptions: ['caught', 'uncaught'] });
  const stopped = await debugging.stopped('exception');
  expect(stopped.text).toBe('ShapeError: size 3 does not fit');
  const thrown = debugging.line('thrown');
  expect((await debugging.stack()).slice(0, 2)).toEqual([`fragile:${thrown}`, `careful:${thrown + 6}`]);
  const { exceptionId, description, breakMode, details } = await debugging.client.request('exceptionInfo', {
    threadId: 1,
  });
  expect({ exceptionId, description, breakMode }).toEqual({
    exceptionId: 'ShapeError',
    description: 'size 3 does not fit',
    breakMode: 'always',
  });
  expect(details?.stackTrace?.split('\n').slice(0, 3)).toEqual([
    'ShapeError: size 3 does not fit',
    `    at fragile (${debugging.path}:${thrown}:23)`,
    `    at careful (${debugging.path}:${thrown + 6}:12)`,
  ]);
  expect(await debugging.step('next')).toBe(`careful:${debugging.line('handler')}`);
});

test.each(['process', 'extensionHost'] as const)(
  'by default an uncaught error stops (%s)',
  async (runtime) => {
    debugging = await Debugging.start('errors.ts', { runtime });
    const stopped = await debugging.stopped('exception');
    expect(stopped).toMatchObject({
      description: 'Paused on uncaught exception',
      text: 'ShapeError: size 4 does not fit',
    });
    const { breakMode } = await debugging.client.request('exceptionInfo', { threadId: 1 });
    expect(breakMode).toBe('unhandled');
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(1);
    expect(debugging.client.output('stderr')).toContain(
      `ShapeError: size 4 does not fit\n    at fragile (${debugging.path}`,
    );
  },
);

test('with no filter nothing stops', async () => {
  debugging = await Debugging.start('errors.ts', { exceptions: [] });
  expect(await debugging.ended()).toBe(1);
  expect(debugging.client.events.map(({ event }) => event)).not.toContain('stopped');
});
