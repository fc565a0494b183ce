import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

async function start(program: string, mark: string, options: object = {}): Promise<void> {
  debugging = await Debugging.start(program, { breakpoints: { [mark]: {} }, ...options });
  await debugging.stopped('breakpoint');
}

const line = (mark: string) => debugging.line(mark);
const whoMade = (expression: string) => debugging.client.request('backstep/whoMade', { expression });

/** `label:line` of each. */
function told(ops: readonly ({ label: string; source: { line: number } | null } | null)[]): string[] {
  return ops.map((op) => (op ? `${op.label}:${op.source?.line}` : 'older'));
}

async function goTo(op: number): Promise<string> {
  await debugging.client.request('backstep/goTo', { op });
  await debugging.client.event('continued');
  await debugging.stopped('step');
  return debugging.where();
}

async function explain(way: string, options: object = {}) {
  await start('nans.ts', 'result', { launch: { args: [way] }, ...options });
  const explained = await debugging.client.request('backstep/explainNaN', { expression: 'result' });
  if (explained.op) await debugging.stopped('step');
  return explained;
}

describe.each(['process', 'extensionHost'] as const)('who made a tensor, in the runtime %s', (runtime) => {
  test('a result and each of its operands have the op that made them, and one can go there', async () => {
    await start('shared.ts', 'done', { runtime });
    const { steps, inputs, contributions, newest } = await whoMade('used');
    expect(told(steps).slice(0, 3)).toEqual([
      `matmul:${line('done') - 1}`,
      'randn:5',
      `sgd parameter 0:${line('step')}`,
    ]);
    expect(steps[1]).toMatchObject({ of: 'input of matmul', distance: 1, phase: 'forward' });
    expect(steps[0].index).toBe(newest);
    expect(inputs).toEqual([
      { name: 'input', text: 'f32[4, 3]' },
      { name: 'other', text: 'f32[3, 3]' },
    ]);
    expect(contributions).toEqual([]);
    expect(await goTo(steps[2].index)).toBe(`sgd parameter 0:${line('step')}`);
    expect(await goTo(steps[0].index)).toBe(`matmul:${line('done') - 1}`);
    await expect(goTo(1e6)).rejects.toThrow(/^goTo: there is no op 1000000 to go to — ops 0 to \d+ are kept/);
  });

  test('a gradient of a shared weight is the sum of a part for each use and pass', async () => {
    await start('shared.ts', 'accumulated', { runtime });
    const { contributions, text } = await whoMade('weight.grad');
    const [first, second] = [`matmul backward:${line('first')}`, `matmul backward:${line('second')}`];
    expect(told(contributions.map(({ op }) => op))).toEqual([second, first, second, first]);
    const norms = contributions.map(({ norm }) => norm as number);
    // Nothing changes between the two passes.
    expect(norms.slice(2)).toEqual(norms.slice(0, 2));
    const whole = Number((await debugging.evaluate('weight.grad.norm().item()')).result);
    expect(whole).toBeLessThanOrEqual(norms.reduce((sum, norm) => sum + norm));
    expect(text).toMatch(
      /^weight\.grad ← matmul backward · shared\.ts:10 · backward · op \d+ \(just now\)\n/,
    );
  });
});

test('clipping is told as what was done to the sum', async () => {
  await start('shared.ts', 'clipped');
  const { contributions } = await whoMade('weight.grad');
  expect(contributions.map(({ kind }) => kind)).toEqual(['added', 'added', 'added', 'added', 'changed']);
  expect(contributions.at(-1)).toMatchObject({ op: { label: 'mul_' }, norm: expect.closeTo(0.001, 6) });
});

test('in the past, a weight was made by what had made it until then', async () => {
  await start('shared.ts', 'done');
  const [, , step] = (await whoMade('used')).steps;
  await goTo(step.index - 2);
  expect(told((await whoMade('weight')).steps)).toEqual(['randn:6']);
});

test('what no tensor is has no maker', async () => {
  await start('shared.ts', 'done');
  await expect(whoMade('3')).rejects.toThrow('tensor: this is no tensor — 3 is 3 — name one');
});

describe.each(['process', 'extensionHost'] as const)('explaining NaN, in the runtime %s', (runtime) => {
  test('goes back to the log of a softmax that gave 0, and says what to use', async () => {
    const explained = await explain('logOfSoftmax', { runtime });
    const [head, probs] = explained.text.split('\n');
    expect(head).toBe(
      'result is NaN ← sum (nans.ts:12) ← mul (nans.ts:12) ← log (nans.ts:11): log of 0: 2 of 3 elements of ' +
        '`probs` are 0; softmax underflow; then 0 · infinity: 2 of 3 elements of `logs` are infinite, 2 of 3 ' +
        'elements of `probs` are 0 — use F.logSoftmax in place of log of softmax',
    );
    expect(probs).toBe('  probs: f32[1, 3] mean 0.333 std 0.577 min 0 max 1');
    expect(await debugging.where()).toBe('log:11');
  });
});

describe('a NaN', () => {
  test.each([
    ['sqrt', 'sqrt', 'sqrt of a negative number: `input` goes down to -1'],
    ['division', 'div', '0 / 0: 3 of 3 elements of `total` are 0'],
    ['difference', 'exp', 'exp overflow: exp of 200 is more than float32 can hold'],
    ['mask', 'softmax', 'softmax of nothing but -infinity: 4 of 6 elements of `hidden` are -infinity'],
    ['half', 'mul', 'float16 overflow in mul: `activations` reaches 300, and float16 ends at 65504'],
    ['data', 'tensor', 'NaN came with the data that tensor was given'],
    [
      'rootBackward',
      'sqrt backward',
      'the gradient of sqrt at 0 is 0 · infinity where its result is not used',
    ],
    [
      'whereBackward',
      'sqrt backward',
      'the gradient of sqrt at 0 is 0 · infinity where its result is not used',
    ],
    ['optimizer', 'sgd parameter 0', "the optimizer's lr is NaN"],
  ])('of %s is explained', async (way, label, cause) => {
    const explained = await explain(way);
    expect(explained.op?.label).toBe(label);
    expect(explained.cause.slice(0, cause.length)).toBe(cause);
    expect((await debugging.where()).split(':')[0]).toBe(label);
  });

  test('that is older than history says how to have more', async () => {
    const { op, text } = await explain('old', { launch: { args: ['old'], history: { tensors: 1 } } });
    expect(op).toBeNull();
    expect(text).toMatch(
      /is older than history, which begins at op \d+ — raise "history" in the launch configuration/,
    );
    expect(await debugging.where()).toBe(`(top level):${line('result')}`);
  });

  test('is found without a name: the newest result that has one', async () => {
    await start('nans.ts', 'result', { launch: { args: ['difference'] } });
    const { text } = await debugging.client.request('backstep/explainNaN', {});
    expect(text).toMatch(/^the result of sum is NaN ← sum \(nans\.ts:\d+\) ← sub .* ← exp /);
  });
});

test('a finite tensor has no NaN to explain, and the program stays where it is', async () => {
  await start('shared.ts', 'done');
  const ask = debugging.client.request('backstep/explainNaN', { expression: 'used' });
  await expect(ask).rejects.toThrow(
    'explainNaN: it is finite — used has no NaN and no infinity — name a tensor that has',
  );
  await expect(debugging.client.request('backstep/explainNaN', {})).rejects.toThrow(
    'explainNaN: nothing is NaN',
  );
  expect(await debugging.where()).toBe(`(top level):${line('done')}`);
});
