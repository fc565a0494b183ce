import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

test.each(['process', 'extensionHost'] as const)(
  'what a client sends at once is done one after another: back, and on from there (%s)',
  async (runtime) => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { log: {} } });
    const { client } = debugging;
    await debugging.stopped('breakpoint');
    const weights = async () =>
      (await debugging.evaluate('JSON.stringify(model.fc2.weight.tolist())')).result;
    const now = await weights();
    const back = Array.from({ length: 4 }, () => client.request('stepBack', { threadId: 1 }));
    await Promise.all([...back, client.request('continue', { threadId: 1 })]);
    const stops: string[] = [];
    while (stops.length < 5) stops.push((await debugging.stopped('step')).description);
    expect(stops).toEqual([
      'sgd fc2.bias (in the past)',
      'sgd fc2.weight (in the past)',
      'sgd fc1.bias (in the past)',
      'sgd fc1.weight (in the past)',
      'Back in the present',
    ]);
    expect(await weights()).toBe(now);
  },
);

test('a program is let run once, however often a client says that it is configured', async () => {
  debugging = await Debugging.launch('plain.ts', { breakpoints: { call: {} } });
  const { client } = debugging;
  await Promise.all([1, 2, 3].map(() => client.request('configurationDone', {})));
  await debugging.stopped('breakpoint');
  const started = () =>
    client.events.filter(({ event, body }) => event === 'thread' && body.reason === 'started');
  expect(started()).toHaveLength(1);
  await client.request('configurationDone', {});
  expect(await debugging.step('stepIn')).toMatch(/^distance:/);
  expect(started()).toHaveLength(1);
});

test('code that a client has a running program run never stops it, and it can be paused on the way', async () => {
  debugging = await Debugging.start('busy.ts', { breakpoints: { spin: { hitCondition: '1' } } });
  const { client } = debugging;
  await debugging.stopped('breakpoint');
  await client.request('setBreakpoints', { source: { path: debugging.path }, breakpoints: [] });
  client.forget();
  await client.request('continue', { threadId: 1 });
  const code = '(() => { debugger; return [1, 2].map((one) => one * 2) })()';
  for (let time = 0; time < 20; time++) {
    expect((await client.request('evaluate', { expression: code })).result).toContain('2, 4');
  }
  await client.request('pause', { threadId: 1 });
  await debugging.stopped('pause');
  expect((await debugging.stack())[0]).toMatch(/^spin:/);
});
