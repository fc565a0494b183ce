import { expect, onTestFinished, test } from 'vitest';
import { Debugging } from './dap/debugging';

/** Of each way of the program: the op that is named, and how its cause begins. */
const causes: readonly (readonly [way: string, op: string, cause: string])[] = [
  ['log of a negative number', 'log', 'log of less than 0: `input` goes down to -1'],
  ['log1p at its edge', 'log1p', 'log1p of -1: `input` goes down to -1'],
  ['log of sigmoid', 'log', 'log of 0: 1 of 2 elements of `input` is 0; sigmoid underflow'],
  ['log of relu', 'log', 'log of 0: 1 of 2 elements of `input` is 0; relu gives 0'],
  ['log of zero', 'log2', 'log2 of 0: 1 of 2 elements of `input` is 0'],
  ['rsqrt of a negative number', 'rsqrt', 'rsqrt of a negative number: `input` goes down to -1'],
  ['rsqrt of zero', 'rsqrt', 'division by 0: 1 of 2 elements of `input` is 0'],
  ['reciprocal', 'reciprocal', 'division by 0: 1 of 2 elements of `input` is 0'],
  ['division by 0', 'div', 'division by 0: 1 of 2 elements of `other` is 0'],
  ['division by the number 0', 'div', 'division by the number 0'],
  ['cosh', 'cosh', 'cosh overflow: cosh of 200 is more than float32 can hold'],
  [
    'a root of a negative number',
    'pow',
    'a negative number to a power that is no integer: `input` goes down to -2',
  ],
  ['zero to a negative power', 'pow', '0 to a negative power: 1 of 2 elements of `input` is 0'],
  [
    'softmax of infinity',
    'exp',
    'exp overflow: exp of 1000 is more than float32 can hold; then softmax of infinity',
  ],
  [
    'crossEntropy of infinity',
    'exp',
    'exp overflow: exp of 1000 is more than float32 can hold; then crossEntropy of infinite logits',
  ],
  [
    'crossEntropy of nothing',
    'crossEntropy',
    'the mean over no rows: all of the 1 classes of `target` are ignored',
  ],
  ['acos', 'acos', 'acos outside of -1 to 1: `input` is from 0 to 2'],
  ['acosh', 'acosh', 'acosh below 1: `input` is from 0.5 to 2'],
  ['logit', 'logit', 'logit outside of 0 to 1: `input` is from 0 to 0.5'],
  ['std of one element', 'std', 'std of one element divides by 0: each group of `input` has one'],
  ['mean of nothing', 'mean', 'mean of no elements: `input` is empty'],
  [
    'infinity minus infinity',
    'exp',
    'exp overflow: exp of 1000 is more than float32 can hold; then infinity - infinity',
  ],
  [
    'zero times infinity',
    'exp',
    'exp overflow: exp of 1000 is more than float32 can hold; then 0 · infinity: 1 of 2 elements of `input` is ' +
      'infinite, 1 of 2 elements of `other` is 0',
  ],
  ['sums of a product', 'exp', 'exp overflow: exp of 1000 is more than float32 can hold; then 0 · infinity'],
  [
    'sum of both infinities',
    'div',
    'division by the number 0; then sum of infinity and -infinity in `input`',
  ],
  ['overflow', 'mul', 'overflow in mul: `input` reaches 1e30, and float32 ends there'],
  ['nearly a division by 0', 'div', 'div divides by numbers near 0: what it gives is more than float32 can'],
  ['slope of log', 'log backward', 'the gradient of log at 0 is infinite'],
  [
    'slope of log near 0',
    'log backward',
    'log divides by numbers near 0: what it gives is more than float32 can',
  ],
  [
    'slope of reciprocal',
    'reciprocal backward',
    'overflow in reciprocal: `output` reaches 1e30, and float32 ends there',
  ],
  ['slope of sqrt', 'sqrt backward', 'the gradient of sqrt at 0 is infinite: sqrt gave 0'],
  ['slope of pow', 'pow backward', 'the gradient of pow at 0 is infinite: 1 of 2 elements of `x` is 0'],
  ['slope of div', 'div backward', 'the gradient of div at 0 is infinite: 1 of 2 elements of'],
  ['an infinite learning rate', 'adam parameter 0', "the optimizer's lr is Infinity"],
  [
    'a negative square',
    'adam parameter 0',
    'adam took the root of a negative number: `expAvgSq` goes down to -1000',
  ],
];

test('each row of the table of causes explains what it is for', async () => {
  const debugging = await Debugging.start('causes.ts', { breakpoints: { made: {} } });
  onTestFinished(() => debugging.close());
  const { client } = debugging;
  const explained: (readonly [string, string, string])[] = [];
  for (const [, , cause] of causes) {
    await debugging.stopped('breakpoint');
    const way = (await debugging.evaluate('way')).result.slice(1, -1);
    const [{ id }] = await debugging.frames();
    const found = await client.request('backstep/explainNaN', { expression: 'result', frameId: id });
    explained.push([way, found.op?.label ?? '', found.cause.slice(0, cause.length)]);
    expect((await debugging.stopped('step')).description).toContain('(in the past)');
    await client.request('continue', { threadId: 1 });
    await debugging.stopped('step');
    await client.request('continue', { threadId: 1 });
  }
  expect(explained).toEqual(causes);
}, 60_000);
