import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CustomRequests } from '../../extension/debug/requests';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

type How = CustomRequests['backstep/stepModule']['arguments']['how'];

/** The op that a step leads to, and its module. */
async function module(how: How): Promise<string> {
  await debugging.client.request('backstep/stepModule', { threadId: 1, how });
  await debugging.stopped('step');
  return here();
}

async function here(): Promise<string> {
  const [{ name }] = await debugging.frames();
  if ((await debugging.op()) === null) return name;
  const path = (await debugging.scope('Op')).find((one) => one.name === 'module');
  return path ? `${name} ${path.value.replaceAll("'", '')}` : name;
}

async function start(breakpoint: string, runtime: 'process' | 'extensionHost' = 'process'): Promise<void> {
  debugging = await Debugging.start('blocks.ts', { runtime, breakpoints: { [breakpoint]: {} } });
  await debugging.stopped('breakpoint');
}

describe.each(['process', 'extensionHost'] as const)('in the runtime "%s"', (runtime) => {
  test('steps go into, over and out of the modules of a forward pass', async () => {
    await start('loss', runtime);
    expect(await module('into')).toBe('linear encoder.layers.0.linear1');
    expect((await debugging.stack()).slice(0, 2)).toEqual([
      `linear:${debugging.line('hidden')}`,
      `Block.forward:${debugging.line('hidden')}`,
    ]);
    expect(await module('out')).toBe('relu encoder.layers.0');
    expect(await module('over')).toBe('add encoder.layers.0');
    expect(await module('out')).toBe('linear encoder.layers.1.linear1');
    expect(await module('over')).toBe('relu encoder.layers.1');
    expect(await module('into')).toBe('linear encoder.layers.1.linear2');
    expect(await module('into')).toBe('add encoder.layers.1');
    expect(await module('over')).toBe('tanh encoder');
    expect(await module('over')).toBe('linear head');
    expect(await module('out')).toBe('crossEntropy');
  });

  test('in the backward pass modules come in reverse, and the optimizer is outside of them', async () => {
    await start('backward', runtime);
    expect(await module('into')).toBe('linear backward head');
    expect(await module('into')).toBe('tanh backward encoder');
    expect(await module('into')).toBe('add backward encoder.layers.1');
    expect(await module('over')).toBe('relu backward encoder.layers.1');
    expect(await module('out')).toBe('add backward encoder.layers.0');
    expect(await module('into')).toBe('linear backward encoder.layers.0.linear2');
    expect(await module('over')).toBe('relu backward encoder.layers.0');
    expect(await module('out')).toBe('sgd encoder.layers.0.linear1.weight');
  });

  test('in the past the same steps lead through the same modules, to the present', async () => {
    await start('backward', runtime);
    for (let op = 0; op < 10; op++) {
      await debugging.client.request('stepBack', { threadId: 1 });
      await debugging.stopped('step');
    }
    expect(await here()).toBe('relu encoder.layers.0');
    expect(await module('over')).toBe('add encoder.layers.0');
    expect(await module('into')).toBe('linear encoder.layers.1.linear1');
    expect(await module('out')).toBe('relu encoder.layers.1');
    expect(await module('out')).toBe('tanh encoder');
    expect(await module('into')).toBe('linear head');
    expect(await module('out')).toBe('crossEntropy');
    await expect(module('out')).rejects.toThrow('stepModule: there is no module to step out of');
    expect(await module('over')).toBe('(top level)');
    expect(await module('over')).toBe('sgd encoder.layers.0.linear1.weight');
  });
});

describe('a step from module to module', () => {
  beforeEach(() => start('residual'));

  test('begins in the module of the function where the program stands', async () => {
    expect(await module('over')).toBe('add encoder.layers.0');
  });

  test('ends at a breakpoint that is reached before, and for good', async () => {
    await debugging.setBreakpoints({ hidden: {} });
    await debugging.client.request('backstep/stepModule', { threadId: 1, how: 'out' });
    await debugging.stopped('breakpoint');
    expect(await debugging.where()).toBe(`Block.forward:${debugging.line('hidden')}`);
    await debugging.setBreakpoints({ tanh: {} });
    expect(await debugging.continue()).toBe(`Encoder.forward:${debugging.line('tanh')}`);
  });
});

test('there is nothing to step out of outside of modules, and no other way to step', async () => {
  await start('loss');
  await expect(module('out')).rejects.toThrow(
    'stepModule: there is no module to step out of — this is in no part of a model — step into one first, or use Step Out',
  );
  await expect(module('around' as How)).rejects.toThrow(
    'stepModule: no way to step — how: around — into, over or out',
  );
  await expect(module('into')).resolves.toBe('linear encoder.layers.0.linear1');
});
