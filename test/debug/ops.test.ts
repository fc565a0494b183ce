import { afterEach, describe, expect, test } from 'vitest';
import { Debugging, lines } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

const at = (mark: string) => debugging.line(mark);

describe.each(['process', 'extensionHost'] as const)('in the runtime "%s"', (runtime) => {
  test('a step into backward() goes through the gradients, last op first, then to the next line', async () => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { backward: {} } });
    await debugging.stopped('breakpoint');
    const weightGradient = async () => (await debugging.evaluate('model.fc1.weight.grad', 'watch')).result;
    await debugging.client.request('stepIn', { threadId: 1 });
    const stopped = await debugging.stopped('step');
    expect(stopped.description).toBe('crossEntropy backward');
    expect(await debugging.stack()).toEqual([
      `crossEntropy backward:${at('loss')}`,
      `(top level):${at('backward')}`,
    ]);
    expect((await debugging.frames())[0].instructionPointerReference).toMatch(/^0x[0-9a-f]+$/);
    expect(await debugging.step('next')).toBe(`linear backward:${at('fc2')}`);
    expect(await debugging.step('next')).toBe(`relu backward:${at('hidden')}`);
    expect(await weightGradient()).toBe('null');
    expect(await debugging.step('next')).toBe(`linear backward:${at('hidden')}`);
    expect(await weightGradient()).toMatch(/^f32\[3, 4\] mean /);
    expect(await debugging.step('next')).toBe(`(top level):${at('step')}`);
  });

  test('a step into optimizer.step() goes through the parameters', async () => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { step: {} } });
    await debugging.stopped('breakpoint');
    const line = at('step');
    expect(await debugging.step('stepIn')).toBe(`sgd fc1.weight:${line}`);
    expect(lines(await debugging.scope('Op')).slice(0, 2)).toEqual([
      'parameter, gradient and state {parameter: f32[3, 4], grad: f32[3, 4]}',
      'updated {parameter: f32[3, 4]}',
    ]);
    expect(await debugging.step('next')).toBe(`sgd fc1.bias:${line}`);
    expect(await debugging.step('next')).toBe(`sgd fc2.weight:${line}`);
    expect(await debugging.step('next')).toBe(`sgd fc2.bias:${line}`);
    expect(await debugging.step('next')).toBe(`(top level):${at('log')}`);
  });
});

test('a step into a line stops in the function it calls, then at its ops; a step over goes from op to line', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { forward: {} } });
  await debugging.stopped('breakpoint');
  expect(await debugging.step('stepIn')).toBe(`Net.forward:${at('hidden')}`);
  expect(await debugging.step('stepIn')).toBe(`linear:${at('hidden')}`);
  expect(await debugging.stack()).toEqual([
    `linear:${at('hidden')}`,
    `Net.forward:${at('hidden')}`,
    `(top level):${at('forward')}`,
  ]);
  expect(await debugging.step('next')).toBe(`relu:${at('hidden')}`);
  expect(await debugging.step('next')).toBe(`Net.forward:${at('fc2')}`);
  expect(await debugging.step('next')).toBe(`(top level):${at('loss')}`);
  expect(await debugging.step('stepIn')).toBe(`crossEntropy:${at('loss')}`);
  expect(await debugging.step('stepOut')).toBe(`(top level):${at('zeroGrad')}`);
});

test('a step over a line with ops does not stop at them', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { forward: {} } });
  await debugging.stopped('breakpoint');
  for (const mark of ['loss', 'zeroGrad', 'backward', 'step', 'log']) {
    expect(await debugging.step('next')).toBe(`(top level):${at(mark)}`);
  }
});

test('with the granularity "instruction" a step is one op, wherever it runs', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { forward: { hitCondition: '1' } } });
  await debugging.stopped('breakpoint');
  const seen: string[] = [];
  for (let op = 0; op < 13; op++) seen.push(await debugging.step('next', 'instruction'));
  expect(seen).toEqual([
    `linear:${at('hidden')}`,
    `relu:${at('hidden')}`,
    `linear:${at('fc2')}`,
    `crossEntropy:${at('loss')}`,
    `crossEntropy backward:${at('loss')}`,
    `linear backward:${at('fc2')}`,
    `relu backward:${at('hidden')}`,
    `linear backward:${at('hidden')}`,
    `sgd fc1.weight:${at('step')}`,
    `sgd fc1.bias:${at('step')}`,
    `sgd fc2.weight:${at('step')}`,
    `sgd fc2.bias:${at('step')}`,
    `randn:${at('forward') - 1}`,
  ]);
});

test('a step by a custom request tells that the stop is over before its response, and of the next one after', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('backstep/stepOpBack', { threadId: 1 });
  await debugging.stopped('step');
  const told = debugging.client.messages
    .slice(-20)
    .map((one) => (one.type === 'event' ? one.event : one.command));
  const order = told.filter((name) => ['continued', 'stopped', 'backstep/stepOpBack'].includes(String(name)));
  expect(order.slice(-3)).toEqual(['continued', 'backstep/stepOpBack', 'stopped']);
});

test('backstep/stepOp is the same step, and tells that the program runs', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('backstep/stepOp', { threadId: 1 });
  expect(await debugging.client.event('continued')).toEqual({ threadId: 1, allThreadsContinued: true });
  await debugging.stopped('step');
  expect(await debugging.where()).toBe(`crossEntropy:${at('loss')}`);
});

test('a step into a gradient goes through the ops inside of it, and out of them to the gradient', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { backward: {} } });
  await debugging.stopped('breakpoint');
  expect(await debugging.step('stepIn')).toBe(`crossEntropy backward:${at('loss')}`);
  const inside = await debugging.step('stepIn');
  expect(inside).toMatch(new RegExp(`^\\w+:${at('fc2')}$`));
  expect((await debugging.stack()).slice(1)).toEqual([
    `linear backward:${at('fc2')}`,
    `(top level):${at('backward')}`,
  ]);
  expect(await debugging.step('stepOut')).toBe(`linear backward:${at('fc2')}`);
  expect(await debugging.stack()).toHaveLength(2);
  expect(await debugging.step('stepOut')).toBe(`(top level):${at('step')}`);
});

test('a breakpoint stops a step over a line that reaches it', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { forward: {}, fc2: {} } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('next', { threadId: 1 });
  expect((await debugging.stopped('breakpoint')).hitBreakpointIds).toHaveLength(1);
  expect(await debugging.where()).toBe(`Net.forward:${at('fc2')}`);
});

test('the Op scope of a gradient has what came in, what was saved and what came out', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { backward: {} } });
  await debugging.stopped('breakpoint');
  await debugging.step('stepIn');
  await debugging.step('next');
  const op = await debugging.scope('Op');
  expect(op.map(({ name }) => name)).toEqual(['incoming gradient', 'saved', 'resulting gradients', 'module']);
  expect(op[0].value).toMatch(/^f32\[5, 2\] mean /);
  expect((op[0] as { __vscodeVariableMenuContext?: string }).__vscodeVariableMenuContext).toBe('tensor');
  expect((await debugging.open(op[1].variablesReference)).map(({ name }) => name)).toEqual([
    'input',
    'weight',
  ]);
  expect(lines(await debugging.open(op[2].variablesReference))).toEqual([
    expect.stringMatching(/^input f32\[5, 3\] mean /),
    expect.stringMatching(/^weight f32\[2, 3\] \[\[/),
    expect.stringMatching(/^bias f32\[2\] \[/),
  ]);
  expect(op[3].value).toBe("'fc2'");
});

test('an error of an op stops at the line that called it, under both filters', async () => {
  debugging = await Debugging.start('operror.ts', { exceptions: ['caught'] });
  for (const mark of ['caught', 'uncaught']) {
    const stopped = await debugging.stopped('exception');
    expect(stopped.text).toMatch(/^OpError: matmul: inner dimensions differ — \[2, 3\] @ \[2, 3\] — /);
    expect(await debugging.where()).toMatch(new RegExp(`:${at(mark)}$`));
    await debugging.client.request('continue', { threadId: 1 });
  }
  expect(await debugging.ended()).toBe(1);
});

test('a step over an error of an op leads to the handler', async () => {
  debugging = await Debugging.start('operror.ts', { exceptions: ['caught'] });
  await debugging.stopped('exception');
  expect(await debugging.step('next')).toBe(`attempt:${at('handler')}`);
});
