import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

/** Sends a request that does not end by itself; its number, and its reply once it comes. */
function begin(command: string, args: object) {
  const reply = debugging.client.say(command, args);
  const { seq } = debugging.client.messages.findLast(({ type }) => type === 'request')!;
  return { requestId: seq as number, reply };
}

const evaluating = (expression: string, frameId?: number, context = 'repl') =>
  begin('evaluate', { expression, frameId, context });
const cancel = (requestId: number) => debugging.client.request('cancel', { requestId });
const top = async () => (await debugging.frames())[0].id;
const result = async (expression: string) => (await debugging.evaluate(expression)).result;
const losses = () => debugging.client.output('stdout').match(/loss [\d.]+/g);

describe.each(['process', 'extensionHost'] as const)('(%s)', (runtime) => {
  const atLoss = async (program = 'mlp.ts') => {
    debugging = await Debugging.start(program, { runtime, breakpoints: { loss: { hitCondition: '1' } } });
    await debugging.stopped('breakpoint');
  };

  test('an expression that is cancelled ends, and the program runs on as if nothing had been', async () => {
    debugging = await Debugging.start('mlp.ts', { runtime });
    await debugging.ended();
    const expected = losses();
    await debugging.close();
    await atLoss();
    const frameId = await top();
    const globally = evaluating('while (true) {}');
    await cancel(globally.requestId);
    expect((await globally.reply).message).toBe('cancelled');
    const expressions = [
      'while (true) {}',
      'while (true) logits.softmax(1)',
      'while (true) model.forward(images).sum().backward()',
      'while (true) try { throw 0 } catch { images.add(1) }',
    ];
    for (const expression of expressions) {
      const { requestId, reply } = evaluating(expression, frameId);
      await cancel(requestId);
      expect(await reply).toMatchObject({ success: false, message: 'cancelled' });
      expect(await result('1 + 1')).toBe('2');
    }
    expect(await debugging.where()).toBe(`(top level):${debugging.line('loss')}`);
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
    expect(losses()).toEqual(expected);
  });

  test('so does one in the past, and the value that something is to get', async () => {
    await atLoss();
    await debugging.client.request('stepBack', { threadId: 1 });
    await debugging.stopped('step');
    const past = await debugging.where();
    const inPast = evaluating('while (true) images.mul_(2)', await top());
    await cancel(inPast.requestId);
    expect((await inPast.reply).message).toBe('cancelled');
    expect(await debugging.where()).toBe(past);
    await debugging.client.request('continue', { threadId: 1 });
    await debugging.stopped('step');
    const before = await result('images.abs().sum().item()');
    const frameId = await top();
    const { scopes } = await debugging.client.request('scopes', { frameId });
    for (const [command, args] of [
      ['setExpression', { expression: 'step', frameId }],
      ['setVariable', { variablesReference: scopes[0].variablesReference, name: 'step' }],
    ] as const) {
      const edit = begin(command, { ...args, value: '(() => { while (true) {} })()' });
      await cancel(edit.requestId);
      expect((await edit.reply).message).toBe('cancelled');
    }
    expect(await result('step')).toBe('0');
    expect(await result('images.abs().sum().item()')).toBe(before);
  });

  test('one of a running program ends after a while, and the program goes on', async () => {
    debugging = await Debugging.start('busy.ts', {
      runtime,
      breakpoints: { spin: { hitCondition: '1' }, enough: {} },
    });
    await debugging.stopped('breakpoint');
    await debugging.setBreakpoints({ enough: {} });
    await debugging.client.request('continue', { threadId: 1 });
    expect((await evaluating('while (true) {}').reply).message).toBe(
      'evaluate: it was ended — it takes longer than 5 s — pause the program first, and it has the time that it needs',
    );
    await debugging.client.request('pause', { threadId: 1 });
    await debugging.stopped('pause');
    await debugging.evaluate('state.enough = true');
    expect(await debugging.continue()).toBe(`(top level):${debugging.line('enough')}`);
  });

  test('a pause ends what was typed; the end of the program needs none', async () => {
    await atLoss('endless.ts');
    const typed = evaluating('while (true) {}', await top());
    await debugging.client.request('pause', { threadId: 1 });
    expect((await typed.reply).message).toBe('cancelled');
    expect(await result('2 + 2')).toBe('4');
    evaluating('while (true) {}', await top());
    await debugging.client.request('terminate', {});
    await debugging.client.event('terminated');
  });

  test('what nobody typed is given up after a while, with a sentence', async () => {
    await atLoss();
    const watch = evaluating('(() => { while (true) {} })()', await top(), 'watch');
    expect((await watch.reply).message).toBe(
      'evaluate: it was ended — it takes longer than 5 s — type it in the Debug Console, where it has time',
    );
    const { variablesReference } = await debugging.evaluate('({ get endless() { while (true) {} } })');
    const [getter] = await debugging.open(variablesReference);
    await expect(debugging.open(getter.variablesReference)).rejects.toThrow('it takes longer than 5 s');
    expect(await result('globalThis.undeclared = 3')).toBe('3');
    await debugging.client.request('continue', { threadId: 1 });
    expect(await debugging.ended()).toBe(0);
  });
});

test('a client that shows progress can cancel by it', async () => {
  debugging = await Debugging.start('mlp.ts', {
    breakpoints: { loss: {} },
    client: { supportsProgressReporting: true },
  });
  await debugging.stopped('breakpoint');
  const { reply } = evaluating('while (true) {}', await top());
  const { progressId, title, cancellable } = await debugging.client.event('progressStart');
  expect({ title, cancellable }).toEqual({ title: 'Evaluating while (true) {}', cancellable: true });
  await debugging.client.request('cancel', { progressId });
  expect((await reply).message).toBe('cancelled');
  expect(await debugging.client.event('progressEnd')).toEqual({ progressId });
});
