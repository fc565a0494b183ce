import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
const own =
  "(() => { const x = tensor([1, 2, 3]).to('float32').requiresGrad_(); x.square().sum().backward(); return x.grad; })()";

describe.each(['process', 'extensionHost'] as const)('in a paused backward pass (%s)', (runtime) => {
  beforeAll(async () => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { backward: {} } });
    await debugging.stopped('breakpoint');
    await debugging.step('stepIn');
  });
  afterAll(() => debugging.close());

  const result = async (expression: string, context?: string) =>
    (await debugging.evaluate(expression, context)).result;

  test('engine expressions are evaluated in the user’s frame', async () => {
    expect(await result('logits.softmax(1).argmax(1)')).toMatch(/^i64\[5\] \[[01](, [01]){4}\]$/);
    expect(await result('model.fc1.weight.shape', 'hover')).toBe('(2) [3, 4]');
  });

  test('expressions have their own autograd, and stop at no op of theirs', async () => {
    expect(await result(own)).toBe('f32[3] [2, 4, 6]');
    expect(await result(own, 'watch')).toBe('f32[3] [2, 4, 6]');
    expect(await debugging.where()).toMatch(/^crossEntropy backward:/);
  });

  test('watches and hovers draw random numbers without using them up; the console does use them up', async () => {
    const watched = await result('randn([2])', 'watch');
    expect(await result('randn([2])', 'hover')).toBe(watched);
    expect(await result('randn([2])')).toBe(watched);
    expect(await result('randn([2])')).not.toBe(watched);
  });

  test('expressions may have letters of any script', async () => {
    expect((await debugging.evaluate("'café 日本 😀'.length")).result).toBe('10');
    expect((await debugging.evaluate("'café 日本 😀'")).result).toBe("'café 日本 😀'");
  });

  test('an error is a message, without a stack of ours', async () => {
    await expect(result('nowhere')).rejects.toThrow(/^ReferenceError: nowhere is not defined$/);
    await expect(result('logits.matmul(logits)')).rejects.toThrow(
      /^OpError: matmul: inner dimensions differ — \[5, 2\] @ \[5, 2\] — transpose the second operand[^\n]*$/,
    );
    await expect(result('let')).rejects.toThrow(/^(ReferenceError|SyntaxError): /);
    await expect(result("(() => { throw 'text'; })()")).rejects.toThrow(/^thrown: "?text"?$/);
  });

  test('objects are objects, strings are quoted, and the clipboard gets values in full', async () => {
    expect(await result('{ a: 1, b: logits }')).toBe('{a: 1, b: f32[5, 2]}');
    expect(await result("'x'")).toBe("'x'");
    expect(await result("'x'", 'clipboard')).toBe('x');
    expect(await result('tensor([1, 2])', 'clipboard')).toBe('tensor([1, 2])');
  });

  test('names and members complete', async () => {
    const frameId = (await debugging.frames())[0].id;
    const complete = async (text: string) => {
      const { targets } = await debugging.client.request('completions', {
        text,
        column: text.length + 1,
        frameId,
      });
      return targets;
    };
    expect((await complete('1 + lo')).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['loss', 'logits']),
    );
    expect(await complete('model.fc1.wei')).toEqual([
      { label: 'weight', start: 11, length: 3, type: 'property', detail: 'f32[3, 4]', sortText: 'a weight' },
    ]);
    expect(await complete('logits.softm')).toContainEqual(
      expect.objectContaining({ label: 'softmax', type: 'method', detail: 'Tensor' }),
    );
    const near = (await complete('')).map(({ label, type }) => `${type} ${label}`);
    const order = ['variable loss', 'variable model', 'class Net', 'function tensor', 'function Array'];
    expect(near.filter((one) => order.includes(one))).toEqual(order);
    expect(await complete('mode')).toContainEqual(
      expect.objectContaining({ label: 'model', detail: 'Net(23 parameters)' }),
    );
    const children = (await complete('model.')).map(({ label }) => label);
    expect(children.slice(0, 3)).toEqual(['fc1', 'fc2', 'training']);
    expect(children.indexOf('forward')).toBeLessThan(children.indexOf('parameters'));
    expect((await complete('model.FC')).map(({ label }) => label)).toEqual(['fc1', 'fc2']);
    expect(await complete('nowhere.x')).toEqual([]);
  });

  test('what the console did changes nothing for the program’s own pass', async () => {
    const seen: string[] = [];
    for (let op = 0; op < 3; op++) seen.push((await debugging.step('next')).replace(/:\d+$/, ''));
    expect(seen).toEqual(['linear backward', 'relu backward', 'linear backward']);
  });

  test('a result of the console can be opened after the program has run on', async () => {
    const { variablesReference } = await debugging.evaluate('({ kept: [1, 2] })');
    await debugging.step('next');
    expect((await debugging.open(variablesReference))[0]).toMatchObject({
      name: 'kept',
      value: '(2) [1, 2]',
    });
  });
});

test('a condition can use ops; it has its own autograd and stops at none of them', async () => {
  debugging = await Debugging.start('mlp.ts', {
    breakpoints: {
      step: {
        condition: `step === 1 && model.fc1.weight.grad.abs().sum().item() > 0 && ${own}.sum().item() === 12`,
      },
    },
  });
  await debugging.stopped('breakpoint');
  expect((await debugging.evaluate('step')).result).toBe('1');
  await debugging.close();
});

test('a log message can use ops', async () => {
  debugging = await Debugging.start('mlp.ts', {
    breakpoints: { log: { logMessage: 'shape {logits.softmax(1)} labels {labels.sum()}' } },
  });
  expect(await debugging.ended()).toBe(0);
  expect(debugging.client.output('console')).toBe('shape f32[5, 2] labels 3\n'.repeat(2));
  await debugging.close();
});

test('a running program answers the console', async () => {
  debugging = await Debugging.start('busy.ts', { breakpoints: { spin: { hitCondition: '1' } } });
  await debugging.stopped('breakpoint');
  await debugging.client.request('continue', { threadId: 1 });
  await expect(
    debugging.client.request('evaluate', { expression: '[1, 2].map((x) => x * 2)', context: 'repl' }),
  ).resolves.toMatchObject({ result: '(2) [2, 4]' });
  await debugging.close();
});

test('a variable that hides another one is shown and read by its name', async () => {
  debugging = await Debugging.start('hidden.ts', { breakpoints: { inside: {} } });
  onTestFinished(() => debugging.close());
  await debugging.stopped('breakpoint');
  const [frame] = await debugging.frames();
  const hovered = { expression: 'x', frameId: frame.id, context: 'hover' };
  expect((await debugging.client.request('evaluate', hovered)).result).toBe('3');
  const { scopes } = await debugging.client.request('scopes', { frameId: frame.id });
  const { variablesReference } = scopes.find(({ name }) => name === 'Locals')!;
  const { variables } = await debugging.client.request('variables', { variablesReference });
  expect(variables.map(({ name, value }) => `${name} = ${value}`)).toContain('x = 3');
});
