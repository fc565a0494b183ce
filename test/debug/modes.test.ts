import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, expect, test } from 'vitest';
import { Debugging, type Options } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

type Written = Omit<DebugProtocol.SourceBreakpoint, 'line'>;

async function launch(breakpoints: Record<string, Written>, options: Options = {}) {
  debugging = await Debugging.launch('mlp.ts', options);
  const answers = await debugging.setBreakpoints(breakpoints);
  await debugging.client.request('configurationDone', {});
  return answers;
}

const stop = async () => {
  const { reason, hitBreakpointIds } = await debugging.stopped();
  return { reason, hitBreakpointIds, where: await debugging.where() };
};
const on = () => debugging.client.request('continue', { threadId: 1 });
const at = (op: string, mark: string) => `${op}:${debugging.line(mark)}`;

test.each(['process', 'extensionHost'] as const)(
  'in mode backward, a line stops at each gradient of its ops, and not when it runs (%s)',
  async (runtime) => {
    const [{ id, verified, message }] = await launch({ hidden: { mode: 'backward' } }, { runtime });
    expect({ verified, message }).toEqual({
      verified: false,
      message: 'waits for an op that this line calls',
    });
    const hit = { reason: 'breakpoint', hitBreakpointIds: [id] };
    for (let step = 0; step < 2; step++) {
      expect(await stop()).toEqual({ ...hit, where: at('relu backward', 'hidden') });
      await on();
      expect(await stop()).toEqual({ ...hit, where: at('linear backward', 'hidden') });
      await on();
    }
    expect(await debugging.ended()).toBe(0);
  },
);

test('a line is told to be verified once an op of it has run', async () => {
  const [{ id }] = await launch({ loss: { mode: 'backward' } });
  const { breakpoint } = await debugging.client.event('breakpoint', (body) => body.breakpoint.id === id);
  expect(breakpoint).toEqual({
    id,
    verified: true,
    line: debugging.line('loss'),
    source: { path: debugging.path },
  });
  expect((await stop()).where).toBe(at('crossEntropy backward', 'loss'));
});

test('in mode both, a line stops when it runs and at its gradient; in mode forward only when it runs', async () => {
  const [both, forward] = await launch({ loss: { mode: 'both' }, fc2: { mode: 'forward' } });
  expect([both.verified, forward.verified]).toEqual([true, true]);
  const order = [
    [forward.id, at('Net.forward', 'fc2')],
    [both.id, at('(top level)', 'loss')],
    [both.id, at('crossEntropy backward', 'loss')],
  ];
  for (const [id, where] of [...order, ...order]) {
    expect(await stop()).toEqual({ reason: 'breakpoint', hitBreakpointIds: [id], where });
    await on();
  }
  expect(await debugging.ended()).toBe(0);
});

test('a condition is in the terms of the gradient op; a hit count counts where it holds', async () => {
  await launch({
    hidden: {
      mode: 'backward',
      condition: "event.op === 'linear' && inputs.grad.shape[1] === 3",
      hitCondition: '2',
    },
  });
  expect((await stop()).where).toBe(at('linear backward', 'hidden'));
  expect((await debugging.evaluate('step')).result).toBe('1');
});

test('a log message tells of each gradient and stops nothing', async () => {
  await launch({
    loss: { mode: 'backward', logMessage: 'gradient of the {event.op}: {output.shape.join("x")}' },
  });
  expect(await debugging.ended()).toBe(0);
  const told = debugging.client.output('console');
  expect(told).toBe('gradient of the crossEntropy: 5x2\n'.repeat(2));
});

test('a line without a call, and what cannot be computed, stop nothing and say so', async () => {
  debugging = await Debugging.launch('modes.ts');
  const answers = await debugging.setBreakpoints({
    nocall: { mode: 'backward' },
    syntax: { mode: 'backward', condition: '1 +' },
    count: { mode: 'backward', hitCondition: 'often' },
    unknown: { mode: 'backward', condition: 'nothing.here' },
    never: { mode: 'backward' },
  });
  await debugging.client.request('configurationDone', {});
  expect(answers.map(({ verified, message }) => ({ verified, message }))).toEqual([
    {
      verified: false,
      message: 'no call on this line — gradients are those of the ops that a line calls',
    },
    { verified: false, message: "SyntaxError: Unexpected token ')' — in 1 +" },
    { verified: false, message: 'hit count: not understood — often — write a number such as 5, > 3 or % 10' },
    { verified: false, message: 'waits for an op that this line calls' },
    { verified: false, message: 'waits for an op that this line calls' },
  ]);
  expect(await debugging.ended()).toBe(0);
  const changed = debugging.client.events.filter(({ event }) => event === 'breakpoint');
  expect(changed.map(({ body }) => body.breakpoint.id)).toEqual([answers[3].id]);
});

test('breakpoints can be changed while the program stands at one of them, and outlive a restart', async () => {
  const [{ id }] = await launch({ hidden: { mode: 'backward' } });
  await stop();
  const [kept, added] = await debugging.setBreakpoints({
    hidden: { mode: 'backward' },
    fc2: { mode: 'backward' },
  });
  expect(kept).toMatchObject({ id, verified: true });
  await on();
  expect((await stop()).where).toBe(at('linear backward', 'hidden'));
  await on();
  expect((await stop()).hitBreakpointIds).toEqual([added.id]);
  await debugging.client.request('restart', {});
  expect(await stop()).toMatchObject({ hitBreakpointIds: [added.id], where: at('linear backward', 'fc2') });
  await debugging.setBreakpoints({});
  await on();
  expect(await debugging.ended()).toBe(0);
});
