import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

async function start(breakpoint: string, runtime: 'process' | 'extensionHost' = 'process'): Promise<void> {
  debugging = await Debugging.start('blocks.ts', { runtime, breakpoints: { [breakpoint]: {} } });
  await debugging.stopped('breakpoint');
}

async function targets(frame = 0) {
  const frameId = (await debugging.frames())[frame].id;
  return (await debugging.client.request('stepInTargets', { frameId })).targets;
}

async function into(label: string): Promise<string> {
  const target = (await targets()).find((one) => one.label === label);
  await debugging.client.request('stepIn', { threadId: 1, targetId: target?.id });
  await debugging.stopped('step');
  return debugging.where();
}

const labels = async (frame = 0) => (await targets(frame)).map(({ label }) => label);
const at = (mark: string) => debugging.line(mark);

describe.each(['process', 'extensionHost'] as const)('in the runtime "%s"', (runtime) => {
  test('a line lists its calls in the order in which they are made, and each can be stepped into', async () => {
    await start('loss', runtime);
    expect(await labels()).toEqual(['randn()', 'model.forward()', 'F.crossEntropy()']);
    const [{ line, column }] = await targets();
    expect(line).toBe(at('loss'));
    expect(column).toBe('  const loss = F.crossEntropy(model.forward('.length + 1);
    expect(await into('model.forward()')).toBe(`Model.forward:${at('head')}`);
    expect(await into('this.head.forward()')).toBe(`linear:${at('head')}`);
  });

  test('ops, backward() and step() are targets too', async () => {
    await start('hidden', runtime);
    expect(await labels()).toEqual(['this.linear1.forward()', 'relu()']);
    expect(await into('relu()')).toBe(`relu:${at('hidden')}`);
    await debugging.setBreakpoints({ backward: {}, step: {} });
    await debugging.continue();
    expect(await into('loss.backward()')).toMatch(/^crossEntropy backward:/);
    await debugging.continue();
    expect(await into('optimizer.step()')).toMatch(/^sgd encoder\.layers\.0\.linear1\.weight:/);
  });
});

test('at an op the calls that are still to come are listed', async () => {
  await start('hidden');
  await debugging.step('stepIn');
  expect(await debugging.where()).toBe(`linear:${at('hidden')}`);
  expect(await labels()).toEqual(['relu()']);
  expect(await labels(1)).toEqual(['relu()']);
  expect(await labels(2)).toEqual([]);
  expect(await into('relu()')).toBe(`relu:${at('hidden')}`);
  expect(await labels()).toEqual([]);
});

test('of several calls of one function the chosen one is stepped into', async () => {
  await start('log');
  expect(await labels()).toEqual(['loss.item()', 'half()', 'half()', 'half()', 'console.log()']);
  const outer = (await targets())[3];
  await debugging.client.request('stepIn', { threadId: 1, targetId: outer.id });
  await debugging.stopped('step');
  expect(await debugging.where()).toBe(`half:${at('half')}`);
  const loss = Number((await debugging.evaluate('x')).result);
  expect(loss).toBeGreaterThan(0);
  expect(await debugging.step('stepOut')).toBe(`(top level):${at('log')}`);
  expect(await labels()).toEqual(['loss.item()', 'half()', 'half()', 'half()', 'console.log()']);
});

test('a target is of one stop', async () => {
  await start('loss');
  const [{ id }] = await targets();
  await debugging.step('next');
  await expect(debugging.client.request('stepIn', { threadId: 1, targetId: id })).rejects.toThrow(
    `stepIn: the program has run on since — ${id} — ask for the targets again`,
  );
});

test('in the past there are none', async () => {
  await start('backward');
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  expect(await labels()).toEqual([]);
});
