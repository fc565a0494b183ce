import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Debugging, lines } from './dap/debugging';

let debugging: Debugging;

const start =
  (breakpoint: string, options: object = {}) =>
  async () => {
    debugging = await Debugging.start('mlp.ts', { breakpoints: { [breakpoint]: {} }, ...options });
    await debugging.stopped('breakpoint');
  };
const close = () => debugging.close();

async function back(command: 'stepBack' | 'reverseContinue' = 'stepBack'): Promise<string> {
  await debugging.client.request(command, { threadId: 1 });
  await debugging.stopped('step');
  return debugging.where();
}

const line = (name: string) => debugging.line(name);
const weights = async () => (await debugging.evaluate('JSON.stringify(model.fc2.weight.tolist())')).result;
const gradient = async () =>
  (await debugging.evaluate('JSON.stringify(model.fc2.weight.grad?.tolist() ?? null)')).result;

describe.each(['process', 'extensionHost'] as const)('going back, in the runtime %s', (runtime) => {
  beforeAll(start('log', { runtime }));
  afterAll(close);

  test('across the optimizer step, op by op: weights and gradients are what they were', async () => {
    const after = await weights();
    expect(await back()).toBe(`sgd fc2.bias:${line('step')}`);
    expect(await weights()).toBe(after);
    expect(await back()).toBe(`sgd fc2.weight:${line('step')}`);
    expect(await weights()).toBe(after);
    expect(await back()).toBe(`sgd fc1.bias:${line('step')}`);
    const before = await weights();
    expect(before).not.toBe(after);
    expect(await back()).toBe(`sgd fc1.weight:${line('step')}`);
    expect(await back()).toBe(`linear backward:${line('hidden')}`);
    expect(await weights()).toBe(before);
    expect(await gradient()).not.toBe("'null'");
  });

  test('into the backward pass and out of it: a gradient is gone before its op ran', async () => {
    expect(await back()).toBe(`relu backward:${line('hidden')}`);
    expect(await back()).toBe(`linear backward:${line('fc2')}`);
    expect(await gradient()).not.toBe("'null'");
    expect(await back()).toBe(`crossEntropy backward:${line('loss')}`);
    expect(await gradient()).toBe("'null'");
    expect(await back()).toBe(`crossEntropy:${line('loss')}`);
  });

  test('the stack shows the op of the past, and JavaScript as of the present', async () => {
    const [op, label, now] = await debugging.frames();
    expect(op.instructionPointerReference).toMatch(/^0x/);
    expect(label.name).toBe('JavaScript as of the present');
    expect(now.line).toBe(line('log'));
    const { scopes } = await debugging.client.request('scopes', { frameId: now.id });
    expect(scopes[0].name).toBe('Locals (as of the present)');
    const scope = await debugging.scope('Op');
    expect(lines(scope)[0]).toMatch(/^inputs/);
    const inputs = await debugging.variable('Op', 'inputs', 'input');
    expect(inputs.value).toMatch(/^f32\[5, 2\] /);
  });

  test('forward again leads through the same ops to the present, and then on', async () => {
    expect(await debugging.step('next')).toBe(`crossEntropy backward:${line('loss')}`);
    expect(await debugging.step('stepIn', 'instruction')).toBe(`linear backward:${line('fc2')}`);
    expect(await debugging.step('stepOut')).toBe(`sgd fc1.weight:${line('step')}`);
    for (const name of ['fc1.bias', 'fc2.weight', 'fc2.bias'])
      expect(await debugging.step('next')).toBe(`sgd ${name}:${line('step')}`);
    expect(await debugging.step('next')).toBe(`(top level):${line('log')}`);
    expect(await debugging.step('next')).toMatch(/^\(top level\):/);
  });

  test('back to the stop before, and on from there', async () => {
    expect(await debugging.continue()).toBe(`(top level):${line('log')}`);
    const present = await weights();
    expect(await back('reverseContinue')).toBe(`sgd fc2.bias:${line('step')}`);
    const { result } = await debugging.evaluate('step');
    expect(result).toBe('1');
    expect(await weights()).not.toBe(present);
    await back('reverseContinue');
    expect((await debugging.frames())[0].instructionPointerReference).toBe('0x0');
    await expect(back()).rejects.toThrow(
      /^stepBack: this is where history begins — op 0 of \d+ — go forward$/,
    );
    expect(await debugging.continue('step')).toBe(`sgd fc2.bias:${line('step')}`);
    expect(await debugging.continue('step')).toBe(`(top level):${line('log')}`);
    expect(await weights()).toBe(present);
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
  });
});

test('with the granularity "instruction" a step back goes into ops too, and Step Op returns through the same ones', async () => {
  await start('step')();
  const pointer = async () => (await debugging.frames())[0].instructionPointerReference;
  const ways = [
    () => debugging.client.request('stepBack', { threadId: 1, granularity: 'instruction' }),
    () => debugging.client.request('backstep/stepOpBack', { threadId: 1 }),
  ];
  const passed: unknown[] = [];
  for (let op = 0; op < 8; op++) {
    await ways[op % 2]();
    await debugging.stopped('step');
    passed.push(await pointer());
  }
  const newest = Number(passed[0]);
  expect(passed.map(Number)).toEqual(passed.map((_, back) => newest - back));
  expect(await debugging.stack()).toContainEqual(expect.stringMatching(/^linear backward:/));
  for (const at of passed.slice(0, -1).reverse()) {
    await debugging.step('next', 'instruction');
    expect(await pointer()).toBe(at);
  }
  expect(await debugging.step('next', 'instruction')).toBe(`(top level):${line('step')}`);
  await close();
});

test('a step back out of an op is taken back by Step Op', async () => {
  await start('backward')();
  await debugging.step('stepIn');
  const inside = await debugging.step('stepIn');
  expect(await back()).toBe(`crossEntropy backward:${line('loss')}`);
  expect(await debugging.step('next', 'instruction')).toBe(inside);
  await close();
});

test('the random numbers of the past are drawn again, and a console in the past changes nothing of the present', async () => {
  await start('loss')();
  const images = async () => (await debugging.evaluate('JSON.stringify(images.tolist())')).result;
  const drawn = await images();
  const again = async () =>
    (await debugging.evaluate('JSON.stringify(randn([5, 4]).tolist())', 'watch')).result;
  expect(await again()).not.toBe(drawn);
  for (;;) if ((await back()).startsWith('randn')) break;
  await back();
  expect(await again()).toBe(drawn);
  await debugging.evaluate('model.fc1.weight.detach().fill_(7)');
  expect(await debugging.continue('step')).toBe(`(top level):${line('loss')}`);
  expect((await debugging.evaluate('model.fc1.weight.eq(7).any().item()')).result).toBe('false');
  await close();
});

test('without history, stepping back says how to have one', async () => {
  await start('loss', { launch: { history: { tensors: 0 } } })();
  await expect(back()).rejects.toThrow(
    'stepBack: no history is kept — "history" is 0 MiB — set "history": { "tensors": 512 } in the launch configuration',
  );
  await close();
});

test('a running program cannot be gone back in', async () => {
  debugging = await Debugging.start('busy.ts');
  await expect(back()).rejects.toThrow('stepBack: the program is running — pause it first');
  await close();
});
