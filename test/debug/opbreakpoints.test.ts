import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

async function start(...breakpoints: { name: string; condition?: string; hitCondition?: string }[]) {
  debugging = await Debugging.launch('mlp.ts');
  const answer = await debugging.client.request('setFunctionBreakpoints', { breakpoints });
  await debugging.client.request('configurationDone', {});
  return answer.breakpoints;
}

const stop = async () => {
  const { reason, hitBreakpointIds } = await debugging.stopped();
  return { reason, hitBreakpointIds, where: await debugging.where() };
};
const on = () => debugging.client.request('continue', { threadId: 1 });
const line = (name: string) => debugging.line(name);

test.each(['process', 'extensionHost'] as const)(
  'an op is stopped at by its name, wherever it runs (%s)',
  async (runtime) => {
    debugging = await Debugging.launch('mlp.ts', { runtime });
    const { breakpoints } = await debugging.client.request('setFunctionBreakpoints', {
      breakpoints: [{ name: 'relu' }],
    });
    expect(breakpoints).toEqual([{ id: expect.any(Number), verified: true }]);
    await debugging.client.request('configurationDone', {});
    const hit = {
      reason: 'function breakpoint',
      hitBreakpointIds: [breakpoints[0].id],
      where: `relu:${line('hidden')}`,
    };
    expect(await stop()).toEqual(hit);
    await on();
    expect(await stop()).toEqual(hit);
    await on();
    expect(await debugging.ended()).toBe(0);
  },
);

test('gradients and updates are named with their phase, and globs stand for many', async () => {
  const [gradient, update] = await start({ name: 'backward:cross*' }, { name: 'optimizer:fc2.*' });
  expect(await stop()).toMatchObject({
    hitBreakpointIds: [gradient.id],
    where: `crossEntropy backward:${line('loss')}`,
  });
  await on();
  expect(await stop()).toMatchObject({
    hitBreakpointIds: [update.id],
    where: `sgd fc2.weight:${line('step')}`,
  });
  await on();
  expect(await stop()).toMatchObject({
    hitBreakpointIds: [update.id],
    where: `sgd fc2.bias:${line('step')}`,
  });
});

test('a module is stopped at when it is entered', async () => {
  await start({ name: 'fc2' });
  expect((await stop()).where).toBe(`linear:${line('fc2')}`);
  await on();
  expect((await stop()).where).toBe(`linear:${line('fc2')}`);
  await on();
  expect(await debugging.ended()).toBe(0);
});

test('conditions see the tensors of the op; hit counts count the times that they hold', async () => {
  await start({
    name: '*',
    condition: 'output.requiresGrad && output.shape.length === 0',
    hitCondition: '2',
  });
  expect((await stop()).where).toBe(`crossEntropy:${line('loss')}`);
  expect((await debugging.evaluate('step')).result).toBe('1');
});

test('what is no name, no condition or no count is told, and stops nothing', async () => {
  const answers = await start(
    { name: 'a b' },
    { name: 'relu', condition: '1 +' },
    { name: 'relu', hitCondition: 'often' },
  );
  expect(answers.map(({ verified }) => verified)).toEqual([false, false, false]);
  expect(answers.map(({ message }) => message)).toEqual([
    'function breakpoint: no name of an op or module — a b — such as softmax, backward:matmul, optimizer:adam, encoder.layers.3.*',
    "condition: 1 + — SyntaxError: Unexpected token ')' — use inputs, outputs, output or event",
    'hit count: not understood — often — write a number such as 5, > 3 or % 10',
  ]);
  expect(await debugging.ended()).toBe(0);
});

test('a step meets a function breakpoint as well, and goes on from it as from any op', async () => {
  await start({ name: 'relu' });
  await stop();
  expect(await debugging.step('next')).toBe(
    `forward:${line('hidden') + 1}`.replace('forward', 'Net.forward'),
  );
  await debugging.client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'linear' }] });
  await debugging.client.request('next', { threadId: 1 });
  expect(await stop()).toMatchObject({ reason: 'function breakpoint', where: `linear:${line('fc2')}` });
  expect(await debugging.step('stepIn', 'instruction')).toBe(`crossEntropy:${line('loss')}`);
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  expect(await debugging.where()).toBe(`linear:${line('fc2')}`);
});
