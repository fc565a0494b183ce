import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Debugging, lines } from './dap/debugging';

/** Opens the lines of these names, one in another, in a scope of the top frame. */
async function opened(debugging: Debugging, scope: string, ...path: string[]): Promise<string[]> {
  if (path.length === 0) return lines(await debugging.scope(scope));
  const { variablesReference } = await debugging.variable(scope, ...path);
  return lines(await debugging.open(variablesReference));
}

/** Sets the last line of a path, as a client does: by the line that it is in. */
async function set(
  debugging: Debugging,
  scope: string,
  path: readonly string[],
  value: string,
): Promise<string> {
  const frameId = (await debugging.frames())[0].id;
  const { scopes } = await debugging.client.request('scopes', { frameId });
  let { variablesReference } = scopes.find(({ name }) => name === scope)!;
  for (const name of path.slice(0, -1)) {
    const variables = await debugging.open(variablesReference);
    variablesReference = variables.find((one) => one.name === name)!.variablesReference;
  }
  const name = path.at(-1)!;
  return (await debugging.client.request('setVariable', { variablesReference, name, value })).value;
}

describe.each(['process', 'extensionHost'] as const)(
  'what lives in a program in the runtime %s',
  (runtime) => {
    let debugging: Debugging;
    const line = (mark: string) => `trained.ts:${debugging.line(mark)}`;

    beforeAll(async () => {
      debugging = await Debugging.start('trained.ts', {
        runtime,
        breakpoints: { backward: {}, product: {}, edited: {}, end: {} },
      });
      await debugging.stopped('breakpoint');
    });
    afterAll(() => debugging.close());

    test('is in every frame, between its variables and the globals', async () => {
      const frameId = (await debugging.frames())[0].id;
      const { scopes } = await debugging.client.request('scopes', { frameId });
      expect(scopes.map(({ name, expensive }) => [name, expensive])).toEqual([
        ['Locals', false],
        ['File', false],
        ['Module', false],
        ['Optimizer', false],
        ['Tensors', true],
        ['Global', true],
      ]);
    });

    test('Module is the root modules as trees of parameters and buffers, with gradients beside', async () => {
      expect(await opened(debugging, 'Module')).toEqual(['Net Net(21 parameters)', 'Linear Linear(2 → 2)']);
      expect(await opened(debugging, 'Module', 'Net')).toEqual([
        'fc1 Linear(4 → 3)',
        'norm BatchNorm1d(6 parameters)',
        'frozen Linear(3 → 1)',
      ]);
      expect(await opened(debugging, 'Module', 'Net', 'fc1')).toEqual([
        expect.stringMatching(/^weight f32\[3, 4\] mean .* · no grad$/),
        expect.stringMatching(/^bias f32\[3\] \[.*\] · no grad$/),
      ]);
      const frozen = await opened(debugging, 'Module', 'Net', 'frozen');
      expect(frozen.filter((one) => one.includes('grad'))).toEqual([]);
      await debugging.continue();
      expect(await opened(debugging, 'Module', 'Net', 'fc1')).toEqual([
        expect.stringMatching(/^weight f32\[3, 4\] mean .* · grad \|[\d.e-]+\|$/),
        expect.stringMatching(/^bias f32\[3\] \[.*\] · grad \|[\d.e-]+\|$/),
      ]);
    });

    test('Optimizer is the options of each group, its parameters, and the state of each', async () => {
      expect(await opened(debugging, 'Optimizer')).toEqual(['Adam Adam lr 0.5 · 2 parameters']);
      expect(await opened(debugging, 'Optimizer', 'Adam', 'group 0')).toContain('lr 0.5');
      expect((await opened(debugging, 'Optimizer', 'Adam', 'group 0', 'params'))[1]).toMatch(
        /^fc1\.bias f32\[3\] .* · grad /,
      );
      expect((await opened(debugging, 'Optimizer', 'Adam', 'state')).map((one) => one.split(' ')[0])).toEqual(
        ['fc1.weight', 'fc1.bias'],
      );
      const state = await opened(debugging, 'Optimizer', 'Adam', 'state', 'fc1.bias');
      expect(state[0]).toBe('step 1');
      expect(state).toContainEqual(expect.stringMatching(/^expAvg f32\[3\] \[/));
    });

    test('Tensors is all memory, largest first, with the lines that made it; views under what they share', async () => {
      await debugging.evaluate('large.mul(2).sum()', 'watch');
      const shown = await opened(debugging, 'Tensors');
      expect(shown[0]).toMatch(/^total 1 MiB in \d+ storages, \d+ tensors$/);
      expect(shown[1]).toBe(`${line('large')} 3 tensors share 1 MiB`);
      expect(shown).toContainEqual(
        expect.stringMatching(/^fc1\.weight · trained\.ts:7 f32\[3, 4\] 48 B mean /),
      );
      expect(shown).toContainEqual(
        expect.stringMatching(/^fc1\.weight\.grad · trained\.ts:\d+ f32\[3, 4\] 48 B /),
      );
      expect(await opened(debugging, 'Tensors', line('large'))).toEqual([
        `${line('large')} f32[512, 512] mean 0 std 0 min 0 max 0`,
        `${line('columns')} f32[512, 512] mean 0 std 0 min 0 max 0`,
        `${line('half')} f32[256, 512] mean 0 std 0 min 0 max 0`,
      ]);
      // 1 MiB for the watch's product would stand beside `large`.
      expect(shown[2]).not.toContain('MiB');
    });

    test('a tensor of a billion elements is one line, and opens without being read', async () => {
      const wide = await debugging.variable('Locals', 'wide');
      expect(wide.value).toBe('f32[1000000000] … (large: open it for its statistics)');
      const groups = await debugging.open(wide.variablesReference);
      expect(groups.filter(({ name }) => name.includes('…'))).toHaveLength(10);
      const last = await debugging.open(wide.variablesReference, {
        filter: 'indexed',
        start: 999_999_999,
        count: 1,
      });
      expect(lines(last)).toEqual(['[999999999] 0']);
    });

    test('an element, a row and a whole tensor are written to in place, as a number, an expression or arrays', async () => {
      expect(await set(debugging, 'Locals', ['counts', '[1]', '[0]'], '40 + 2')).toBe('42');
      expect(await set(debugging, 'Locals', ['counts', '[0]'], '[7, 8, 9]')).toBe('i64[3] [7, 8, 9]');
      expect((await debugging.evaluate('counts.tolist()')).result).toBe('(2) [(3) […], (3) […]]');
      expect(await debugging.evaluate('counts')).toMatchObject({
        result: 'i64[2, 3] [[7, 8, 9], [42, 4, 5]]',
      });
      const { client } = debugging;
      const frameId = (await debugging.frames())[0].id;
      const setExpression = (expression: string, value: string) =>
        client.request('setExpression', { expression, value, frameId });
      expect((await setExpression('counts.at(1, 2)', '-1')).value).toBe('i64[] -1');
      expect((await setExpression('model.fc1.bias', 'model.fc1.bias.mul(0)')).value).toBe('f32[3] [0, 0, 0]');
      expect((await debugging.evaluate('optimizer.paramGroups[0].params[1] === model.fc1.bias')).result).toBe(
        'true',
      );
      expect(await set(debugging, 'Module', ['Net', 'fc1', 'weight'], '1')).toMatch(
        /^f32\[3, 4\] mean 1 std 0/,
      );
      expect((await debugging.evaluate('model.fc1.weight.sum().item()')).result).toBe('12');
      expect(await set(debugging, 'Tensors', [line('large'), line('half')], '2')).toMatch(/mean 2 std 0/);
      expect((await debugging.evaluate('large.sum().item()')).result).toBe(String(256 * 512 * 2));
    });

    test('what does not fit is refused in a sentence, and nothing has changed', async () => {
      const refused = (scope: string, path: string[], value: string) =>
        expect(set(debugging, scope, path, value)).rejects;
      await refused('Locals', ['counts', '[0]'], '0.5').toThrow(
        "set: the dtypes do not fit — float32 into int64 — convert it, such as with .to('int64')",
      );
      await refused('Locals', ['counts', '[0]'], '[1, 2]').toThrow(
        'set: the shapes do not fit — [2] into [3] — give a number, or values of that shape',
      );
      await refused('Module', ['Net', 'fc1', 'bias'], "'a'").toThrow(
        'this is no value for a tensor — string',
      );
      await refused(
        'Locals',
        ['wide', '[0 … 99999999]', '[0 … 999999]', '[0 … 9999]', '[0 … 99]', '[0]'],
        '1',
      ).toThrow();
      await refused('Optimizer', ['Adam', 'group 0', 'lr'], "'a'").toThrow(
        'set: lr is a number — string was given',
      );
      await refused('Optimizer', ['Adam', 'state'], '1').toThrow('set: state cannot be set');
      expect((await debugging.evaluate('counts')).result).toBe('i64[2, 3] [[7, 8, 9], [42, 4, -1]]');
    });

    test('a backward pass that saved an edited tensor goes on with its new values', async () => {
      await debugging.continue();
      expect(await set(debugging, 'Locals', ['x', '[0]'], '10')).toBe('10');
      expect(await set(debugging, 'Optimizer', ['Adam', 'group 0', 'lr'], '0.25')).toBe('0.25');
      await debugging.continue();
      expect((await debugging.evaluate('x.grad.at(0).item()')).result).toBe('20');
    });

    test('going back takes an edit back, the past is left as it was, and the present has the edit again', async () => {
      const { client } = debugging;
      for (const command of ['stepBack', 'reverseContinue', 'reverseContinue'] as const) {
        await client.request(command, { threadId: 1 });
        await debugging.stopped();
      }
      expect((await debugging.evaluate('counts')).result).toBe('i64[2, 3] [[0, 1, 2], [3, 4, 5]]');
      await expect(set(debugging, 'Module', ['Net', 'fc1', 'weight'], '1')).rejects.toThrow(
        'set: this is the past, which the program has left behind — Fork from here',
      );
      await client.request('continue', { threadId: 1 });
      await debugging.stopped();
      while ((await debugging.where()) !== `(top level):${debugging.line('end')}`) {
        await client.request('continue', { threadId: 1 });
        await debugging.stopped();
      }
      expect((await debugging.evaluate('counts')).result).toBe('i64[2, 3] [[7, 8, 9], [42, 4, -1]]');
    });

    test('the program runs on with the edits', async () => {
      await debugging.client.request('continue', { threadId: 1 });
      expect(await debugging.ended()).toBe(0);
      expect(debugging.client.output('stdout')).toMatch(/\[ 20, .*\] 0\.25 12\n/);
    });
  },
);

test('a model of ten thousand parameters is listed by the hundred', async () => {
  const debugging = await Debugging.start('tenThousand.ts', { breakpoints: { end: {} } });
  try {
    await debugging.stopped('breakpoint');
    const asked = debugging.client.messages.length;
    const { variablesReference } = await debugging.variable('Module', 'ParameterList');
    const children = await debugging.open(variablesReference);
    expect(children.slice(0, 100).map(({ name }) => name)).toEqual(
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
    expect(children.slice(100).map(({ name }) => name)).toEqual(
      Array.from({ length: 99 }, (_, group) => `[${group * 100 + 100} … ${group * 100 + 199}]`),
    );
    // The stack, the scopes, the scope and the list: one request and one reply each.
    expect(debugging.client.messages.length - asked).toBe(8);
    const last = await debugging.open(children.at(-1)!.variablesReference);
    expect(last.at(-1)).toMatchObject({ name: '9999', value: 'f32[2] [9999.5, 1] · no grad' });
    const tensors = await debugging.scope('Tensors');
    expect(tensors).toHaveLength(1 + 100 + 99);
    expect(tensors[0].value).toBe('78.1 KiB in 10000 storages, 10000 tensors');
  } finally {
    await debugging.close();
  }
});
