import { afterEach, expect, test } from 'vitest';
import { Debugging, lines } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

async function failures(count: number) {
  const found: string[][] = [];
  for (let at = 0; at < count; at++) {
    await debugging.stopped('exception');
    found.push([await debugging.where(), ...(await described())]);
    await debugging.client.request('continue', { threadId: 1 });
  }
  return found;
}

/** What is told beside the message, line by line. */
async function described(): Promise<string[]> {
  const { description, details } = await debugging.client.request('exceptionInfo', { threadId: 1 });
  expect(description?.startsWith(details!.message!)).toBe(true);
  return description!.slice(details!.message!.length + 1).split('\n');
}

const line = (mark: string) => debugging.line(mark);

test.each(['process', 'extensionHost'] as const)(
  'an error of an op tells its operands, what made them, and which axes or dtypes disagree (%s)',
  async (runtime) => {
    debugging = await Debugging.start('shapes.ts', { runtime, exceptions: ['caught', 'uncaught'] });
    const images = (role: string) =>
      `${role}: images f32[5, 8] — made by relu at shapes.ts:${line('images')}`;
    const model = line('images') - 1;
    expect(await failures(6)).toEqual([
      [
        `Net.forward:${line('linear')}`,
        images('input').replace('images f32', 'x f32'),
        expect.stringContaining('weight: fc1.weight f32[3, 4] — made by '),
        expect.stringContaining('bias: fc1.bias f32[3] — made by '),
        'axis 1 of input is 8, axis 1 of weight is 4',
      ],
      [
        `(anonymous):${line('add')}`,
        images('input'),
        `other: f32[3, 8] — made by ones at shapes.ts:${line('add')}`,
        'axis 0 of input is 5, axis 0 of other is 3',
      ],
      [
        `(anonymous):${line('loss')}`,
        images('input'),
        `target: labels i64[3] — made by tensor at shapes.ts:${model + 2}`,
        'axis 0 of input is 5, axis 0 of target is 3',
      ],
      [
        `(anonymous):${line('cat')}`,
        images('tensors.0'),
        `tensors.1: f32[5, 7] — made by zeros at shapes.ts:${line('cat')}`,
        'axis 1 of tensors.0 is 8, axis 1 of tensors.1 is 7',
      ],
      [
        `(anonymous):${line('dtype')}`,
        images('input'),
        `weight: f64[2, 8] — made by ones at shapes.ts:${line('dtype')}`,
        'input is float32, weight is float64',
      ],
      [
        `(anonymous):${line('inplace')}`,
        images('input'),
        `other: f32[8, 8] — made by ones at shapes.ts:${line('inplace')}`,
        'axis 0 of input is 5, axis 0 of other is 8',
      ],
    ]);
  },
);

test('the operands are a scope of the line that called the op, and open like any tensor', async () => {
  debugging = await Debugging.start('shapes.ts');
  const stopped = await debugging.stopped('exception');
  expect(stopped.text).toBe(
    'OpError: matmul: inner dimensions differ — [5, 8] @ [5, 8] — transpose the second operand or check the layer before it',
  );
  expect(lines(await debugging.scope('Operands'))).toEqual([
    expect.stringMatching(/^input f32\[5, 8\] mean /),
    expect.stringMatching(/^other f32\[5, 8\] mean /),
  ]);
  const { variablesReference } = await debugging.variable('Operands', 'other');
  expect(lines(await debugging.open(variablesReference))).toContain('shape [5, 8]');
  expect(await described()).toContain('axis 1 of input is 8, axis 0 of other is 5');
});

test('an error that is no op’s tells nothing more, and has no operands', async () => {
  debugging = await Debugging.start('errors.ts');
  await debugging.stopped('exception');
  expect(await described()).toEqual(['']);
  await expect(debugging.scope('Operands')).rejects.toThrow('no scope Operands');
});
