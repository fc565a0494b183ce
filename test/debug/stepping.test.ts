import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

test('step into, over and out go through functions as written', async () => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { call: {} } });
  await debugging.stopped('breakpoint');
  const inside = debugging.line('distance');
  const call = debugging.line('call');
  expect(await debugging.step('stepIn')).toBe(`distance:${inside}`);
  expect(await debugging.step('next')).toBe(`distance:${inside + 1}`);
  expect(await debugging.step('stepOut')).toBe(`main:${call + 1}`);
});

test('a step over an await, and out of an async function, stays with the function', async () => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { await: {} } });
  await debugging.stopped('breakpoint');
  const last = debugging.line('end');
  expect(await debugging.step('stepIn')).toBe(`later:${debugging.line('later') - 1}`);
  expect(await debugging.step('next')).toBe(`later:${debugging.line('later')}`);
  expect((await debugging.stack()).slice(0, 3)).toEqual([
    `later:${debugging.line('later')}`,
    'await',
    `main:${debugging.line('await')}`,
  ]);
  expect(await debugging.step('stepOut')).toBe(`main:${last}`);
});

test('stop on entry stops at the first line with code', async () => {
  debugging = await Debugging.start('busy.ts', { launch: { stopOnEntry: true } });
  await debugging.stopped('entry');
  expect(await debugging.stack()).toEqual(['(top level):2']);
});

test.each(['process', 'extensionHost'] as const)('pause stops a busy loop (%s)', async (runtime) => {
  debugging = await Debugging.start('busy.ts', { runtime, breakpoints: { spin: { hitCondition: '1' } } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('continue', { threadId: 1 });
  for (let time = 0; time < 3; time++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await debugging.client.request('pause', { threadId: 1 });
    await debugging.stopped('pause');
    expect((await debugging.stack())[0]).toMatch(/^spin:/);
    if (time < 2) await debugging.client.request('continue', { threadId: 1 });
  }
  await debugging.evaluate('state.enough = true');
  await debugging.client.request('continue', { threadId: 1 });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('stdout')).toBe('enough\n');
});

test.each(['process', 'extensionHost'] as const)('restart runs the program anew (%s)', async (runtime) => {
  debugging = await Debugging.start('plain.ts', { runtime, breakpoints: { loop: { hitCondition: '3' } } });
  for (let run = 0; run < 2; run++) {
    await debugging.stopped('breakpoint');
    expect((await debugging.evaluate('step')).result).toBe('2');
    if (run === 0) await debugging.client.request('restart', {});
  }
  expect(debugging.client.events.map(({ event }) => event)).not.toContain('terminated');
});

test('a step that the program does not outlive ends with it', async () => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { end: {} } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('continue', { threadId: 1 });
  expect(await debugging.ended()).toBe(0);
  await expect(debugging.client.request('next', { threadId: 1 })).rejects.toThrow('the program has ended');
});
