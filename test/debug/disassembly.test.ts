import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

const line = (name: string) => debugging.line(name);

async function disassemble(memoryReference: string, instructionOffset: number, instructionCount: number) {
  const args = { memoryReference, instructionOffset, instructionCount, resolveSymbols: true };
  return (await debugging.client.request('disassemble', args)).instructions;
}

async function texts(reference: string, from: number, count: number) {
  return (await disassemble(reference, from, count)).map(({ instruction }) => instruction);
}

/** Address of the top frame. */
const here = async () => (await debugging.frames())[0].instructionPointerReference as string;

/** Index of the first op whose instruction holds this text. */
async function indexOf(text: string) {
  const { length } = await texts('0x0', 0, Number(await here()));
  const index = (await texts('0x0', 0, length)).findIndex((one) => one.includes(text));
  expect(index).toBeGreaterThan(0);
  return index;
}

const setBreakpoints = async (...breakpoints: DebugProtocol.InstructionBreakpoint[]) =>
  (await debugging.client.request('setInstructionBreakpoints', { breakpoints })).breakpoints;

const on = async () => {
  await debugging.client.request('continue', { threadId: 1 });
  const { reason, hitBreakpointIds } = await debugging.stopped();
  return { reason, hitBreakpointIds, where: await debugging.where() };
};

test.each(['process', 'extensionHost'] as const)(
  'ops are instructions, with their shapes, places and the names of parameters (%s)',
  async (runtime) => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { log: {} } });
    await debugging.stopped('breakpoint');
    const [linear] = await disassemble(`${await indexOf(' = linear(')}`, 0, 1);
    const index = Number(linear.address);
    expect(linear).toEqual({
      address: `0x${index.toString(16)}`,
      instruction: `00${index}  %${index} f32[5,3] = linear(%${index - 1}, fc1.weight, fc1.bias)   mlp.ts:${line('hidden')}`,
      symbol: 'fc1',
      location: { name: 'mlp.ts', path: debugging.path },
      line: line('hidden'),
      column: expect.any(Number),
    });
    const loss = await indexOf('crossEntropy(');
    expect(await texts(`${loss}`, -1, 2)).toEqual([
      `00${index + 2}  %${index + 2} f32[5,2] = linear(%${index + 1}, fc2.weight, fc2.bias)   mlp.ts:${line('fc2')}`,
      expect.stringMatching(/^\d+ {2}%\d+ f32\[\] = crossEntropy\(%\d+, %\d+\) reduction=mean/),
    ]);
  },
);

test('a gradient names its forward op, and what runs inside of it is indented', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { log: {} } });
  await debugging.stopped('breakpoint');
  const relu = await indexOf(' = relu(');
  const gradient = await indexOf('relu backward');
  const [inside, whole] = await texts(`${gradient}`, -1, 2);
  expect(inside).toMatch(/^\d{4} {4}%\d+ f32\[5,3\] = where\(/);
  expect(whole).toMatch(/^\d{4} {2}%\d+ f32\[5,3\] = relu backward\(%\d+\.input\) of \d{4} {3}mlp\.ts:\d+$/);
  expect(whole).toContain(` of 00${relu} `);
  const all = await texts('0x0', 0, Number(await here()));
  expect(all.find((one) => one.includes('linear backward') && one.includes('fc1'))).toMatch(
    /fc1\.weight\.grad f32\[3,4\], fc1\.bias\.grad f32\[3\] = linear backward/,
  );
  expect(all.find((one) => /^\d+ {2}fc1\.weight .* = sgd/.test(one))).toContain(
    'fc1.weight f32[3,4] = sgd(fc1.weight, fc1.weight.grad) lr=0.1',
  );
});

test('before the first op and after the newest one there are lines that say so, each at an address of its own', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  const next = await here();
  const lines = await disassemble(next, -Number(next) - 2, Number(next) + 5);
  expect(lines.map(({ address }) => Number(address))).toEqual(lines.map((_, place) => place - 2));
  expect(lines.slice(0, 2)).toEqual([
    { address: '-2', instruction: '(before the first op)', presentationHint: 'invalid' },
    { address: '-1', instruction: '(before the first op)', presentationHint: 'invalid' },
  ]);
  expect(lines.at(-3)).toEqual({ address: next, instruction: `00${Number(next)}  … not run yet` });
  expect(lines.at(-1)?.presentationHint).toBe('invalid');
});

test("the first op is the program's own", async () => {
  debugging = await Debugging.start('mlp.ts', { launch: { stopOnEntry: true } });
  await debugging.stopped('entry');
  expect(await texts('0x0', 0, 1)).toEqual(['0000  … not run yet']);
});

test('in the past the cursor is at the op that is looked at, and what ran later follows', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  const [before, at, after, later] = await texts(await here(), -1, 4);
  expect([before, at, after].map((one) => /(\w+)\(/.exec(one)?.[1])).toEqual(['linear', 'relu', 'linear']);
  expect(later).toMatch(/not run yet$/);
});

test('what is no address, and no count, is refused with a sentence', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  await expect(disassemble('relu', 0, 1)).rejects.toThrow('disassemble: this is no address of an op — relu');
  await expect(disassemble('0x0', 0, 10_001)).rejects.toThrow('instructionCount is not in 0 … 10000 — 10001');
});

test.each(['process', 'extensionHost'] as const)(
  'an instruction breakpoint stops when the same code runs the same op again (%s)',
  async (runtime) => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { backward: {} } });
    await debugging.stopped('breakpoint');
    await debugging.setBreakpoints({});
    const relu = await indexOf(' = relu(');
    const [breakpoint] = await setBreakpoints({ instructionReference: '0x0', offset: relu });
    expect(breakpoint).toEqual({
      id: expect.any(Number),
      verified: true,
      instructionReference: `0x${relu.toString(16)}`,
    });
    expect(await on()).toEqual({
      reason: 'instruction breakpoint',
      hitBreakpointIds: [breakpoint.id],
      where: `relu:${line('hidden')}`,
    });
    expect((await debugging.evaluate('x.shape')).result).toContain('5, 4');
    await setBreakpoints();
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
  },
);

test('an instruction breakpoint ahead of the program waits for the op of its index', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  const next = await here();
  const [breakpoint] = await setBreakpoints({ instructionReference: next });
  expect(await on()).toEqual({
    reason: 'instruction breakpoint',
    hitBreakpointIds: [breakpoint.id],
    where: `crossEntropy:${line('loss')}`,
  });
});

test('instruction breakpoints take conditions and counts, and say what is wrong with them', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { backward: {} } });
  await debugging.stopped('breakpoint');
  await debugging.setBreakpoints({});
  const instructionReference = `${await indexOf(' = relu(')}`;
  expect(
    await setBreakpoints(
      { instructionReference, condition: 'output.shape[0] > 5' },
      { instructionReference, condition: 'output.' },
      { instructionReference, hitCondition: 'often' },
      { instructionReference: 'relu' },
      { instructionReference: '0x0', offset: -1 },
    ),
  ).toMatchObject([
    { verified: true },
    { verified: false, message: expect.stringContaining('condition: output.') },
    { verified: false, message: expect.stringContaining('hit count: not understood — often') },
    { verified: false, message: expect.stringContaining('this is no address of an op — relu') },
    { verified: false, message: expect.stringContaining('no op is there — -1') },
  ]);
  await debugging.client.request('continue', { threadId: 1 });
  expect(await debugging.ended()).toBe(0);
});
