import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Debugging, lines } from './dap/debugging';

let debugging: Debugging;

describe('values', () => {
  beforeAll(async () => {
    debugging = await Debugging.start('values.ts', { breakpoints: { values: {} } });
    await debugging.stopped('breakpoint');
  });
  afterAll(() => debugging.close());

  const value = async (name: string) => (await debugging.variable('Locals', name)).value;
  const opened = async (...path: string[]) =>
    lines(await debugging.open((await debugging.variable('Locals', ...path)).variablesReference));

  test('tensors read as dtype, shape and statistics; small ones as their values', async () => {
    expect(await value('scalar')).toBe('f32[] 2.3026');
    expect(await value('small')).toBe('i64[2, 2] [[1, 2], [3, 4]]');
    expect(await value('wide')).toBe('f32[6, 10] mean 29.5 std 17.5 min 0 max 59');
    expect(await value('broken')).toBe('f32[10] mean 6.25 std 2.92 min 1 max 10 nan 1 inf 1');
    expect(await value('flags')).toBe('bool[3] [true, false, true]');
    expect(await value('many')).toBe('bool[3, 4] true 0 false 12');
    expect(await value('empty')).toBe('f32[0, 3] empty');
    expect(await value('gone')).toBe('f32[2, 2] disposed');
  });

  test('a tensor opens into what is known of it and its rows, by page', async () => {
    const wide = await debugging.variable('Locals', 'wide');
    expect(wide).toMatchObject({ type: 'Tensor', evaluateName: 'wide', indexedVariables: 6 });
    expect((wide as object as Record<string, unknown>).__vscodeVariableMenuContext).toBe('tensor');
    const named = await debugging.open(wide.variablesReference, { filter: 'named' });
    expect(lines(named)).toEqual([
      'requiresGrad false',
      'shape [6, 10]',
      'dtype float32',
      'device cpu',
      'version 0',
      'statistics ',
    ]);
    const statistics = await debugging.open(named[5].variablesReference);
    expect(lines(statistics)).toContain('norm 264.9717');
    const page = await debugging.open(wide.variablesReference, { filter: 'indexed', start: 2, count: 2 });
    expect(lines(page)).toEqual([
      '[2] f32[10] mean 24.5 std 3.03 min 20 max 29',
      '[3] f32[10] mean 34.5 std 3.03 min 30 max 39',
    ]);
    expect(page[1].evaluateName).toBe('wide.at(3)');
    const row = await debugging.open(page[1].variablesReference, { filter: 'indexed', start: 8, count: 2 });
    expect(lines(row)).toEqual(['[8] 38', '[9] 39']);
  });

  test('a tensor of a billion elements opens at once', async () => {
    const { variablesReference, result } = await debugging.evaluate(
      'zeros([1000, 1]).expand([1000, 1000000])',
      'watch',
    );
    expect(result).toMatch(/^f32\[1000, 1000000\]/);
    const page = await debugging.open(variablesReference, { filter: 'indexed', start: 999, count: 1 });
    expect(page[0].value).toBe('f32[1000000] mean 0 std 0 min 0 max 0');
    const groups = await debugging.open(variablesReference);
    expect(groups.filter(({ name }) => name.includes('…')).map(({ name }) => name)).toEqual([
      '[0 … 99]', '[100 … 199]', '[200 … 299]', '[300 … 399]', '[400 … 499]',
      '[500 … 599]', '[600 … 699]', '[700 … 799]', '[800 … 899]', '[900 … 999]',
    ]); // biome-ignore format: one row of five
  });

  test('a module reads as a summary, and opens into parameters and modules first', async () => {
    expect(await value('block')).toBe('Block(8 parameters)');
    expect(await opened('block')).toEqual([
      'inner Linear(2 → 2)',
      'scale f32[2] [1.5, 2.5]',
      'training true',
      "label 'first'",
    ]);
    expect((await opened('block', 'inner')).map((line) => line.split(' ')[0]).slice(0, 2)).toEqual([
      'weight',
      'bias',
    ]);
    expect((await debugging.variable('Locals', 'block', 'inner', 'weight')).evaluateName).toBe(
      'block.inner.weight',
    );
  });

  test('instances show fields, private fields, and getters that run only when opened', async () => {
    expect(await value('shape')).toBe("Shape {sides: 3, name: 'triangle'}");
    expect(await opened('shape')).toEqual([
      'sides 3',
      "name 'triangle'",
      '#secret 41',
      'area (…)',
      'broken (…)',
      expect.stringMatching(/^\[\[Prototype\]\] /),
    ]);
    expect((await debugging.variable('Locals', 'shape', 'area')).presentationHint?.lazy).toBe(true);
    expect(await opened('shape', 'area')).toEqual(['area 42']);
    expect(await opened('shape', 'broken')).toEqual(['broken RangeError: no area']);
  });

  test('arrays, maps, sets, errors, promises and plain values read as a JavaScript debugger shows them', async () => {
    expect(await value('map')).toBe("Map(2) {'a' => 1, {…} => (2) […]}");
    expect(await opened('map')).toEqual(["0 'a' => 1", '1 {…} => (2) […]']);
    expect(await opened('map', '1')).toEqual(['key {key: true}', 'value (2) [1, 2]', '[[Prototype]] Entry']);
    expect(await opened('set')).toEqual(["0 'x'", "1 'y'"]);
    expect(await value('failed')).toBe('TypeError: bad shape');
    expect((await opened('waiting')).slice(-2)).toEqual([
      "[[PromiseState]] 'fulfilled'",
      '[[PromiseResult]] 7',
    ]);
    expect(await value('typed')).toBe('Float32Array(2) [1, 2.5]');
    expect(await value('text')).toBe("'it\\'s'");
    expect(await value('large')).toBe('12345678901234567890n');
    const list = await debugging.variable('Locals', 'list');
    expect(list.indexedVariables).toBe(250);
    const page = await debugging.open(list.variablesReference, { filter: 'indexed', start: 240, count: 1 });
    expect(page).toMatchObject([{ name: '240', value: '{index: 240}', evaluateName: 'list[240]' }]);
  });

  test('a value can be set: a variable, an element, a tensor', async () => {
    const { client } = debugging;
    const frameId = (await debugging.frames())[0].id;
    const { scopes } = await client.request('scopes', { frameId });
    const { variablesReference } = scopes[0];
    const set = (name: string, text: string, reference = variablesReference) =>
      client.request('setVariable', { variablesReference: reference, name, value: text });
    expect((await set('text', "'changed'")).value).toBe("'changed'");
    expect((await debugging.evaluate('text')).result).toBe("'changed'");
    expect((await set('scalar', 'scalar.mul(2)')).value).toBe('f32[] 4.6052');
    const list = await debugging.variable('Locals', 'list');
    await set('3', '{ index: -1 }', list.variablesReference);
    expect((await debugging.evaluate('list[3].index')).result).toBe('-1');
    const { value: doubled } = await client.request('setExpression', {
      expression: 'shape.sides',
      value: 'shape.sides * 2',
      frameId,
    });
    expect(doubled).toBe('6');
    await expect(set('text', 'nowhere')).rejects.toThrow('ReferenceError: nowhere is not defined');
  });

  test('pictures of a tensor come by its handle, until the program runs on', async () => {
    const { client } = debugging;
    const { tensor, gradient, expression, where } = await client.request('backstep/tensor', {
      expression: 'wide',
    });
    expect({ expression, gradient, where }).toEqual({
      expression: 'wide',
      gradient: null,
      where: `values.ts:${debugging.line('values')}`,
    });
    expect(tensor.statistics).toMatchObject({ count: 60, mean: 29.5 });
    const tile = {
      rowAxis: 0,
      columnAxis: 1,
      indices: [0, 0],
      row: 0,
      column: 0,
      rows: 2,
      columns: 3,
      height: 2,
      width: 3,
    };
    const { values } = await client.request('backstep/tile', { handle: tensor.handle, tile });
    const bytes = Buffer.from(values, 'base64');
    expect([...new Float32Array(bytes.buffer, bytes.byteOffset, 6)]).toEqual([0, 1, 2, 10, 11, 12]);
    const { low, high, counts } = await client.request('backstep/histogram', {
      handle: tensor.handle,
      bins: 6,
    });
    expect({ low, high, counts }).toEqual({ low: 0, high: 59, counts: [10, 10, 10, 10, 10, 10] });

    const frameId = (await debugging.frames())[0].id;
    const { scopes } = await client.request('scopes', { frameId });
    const { variablesReference } = scopes[0];
    const named = await client.request('backstep/tensor', { variablesReference, name: 'small' });
    expect(named.expression).toBe('small');
    const wide = await debugging.variable('Locals', 'wide');
    const row = await client.request('backstep/tensor', {
      variablesReference: wide.variablesReference,
      name: '[4]',
    });
    expect(row).toMatchObject({ expression: 'wide.at(4)', tensor: { shape: [10] } });
    const { variablesReference: tensors } = await debugging.evaluate('Array(300).fill(small)');
    const element = await client.request('backstep/tensor', { variablesReference: tensors, name: '250' });
    expect(element.tensor.shape).toEqual([2, 2]);
    await expect(client.request('backstep/tensor', { expression: 'text' })).rejects.toThrow(
      'this is no tensor',
    );
    await expect(client.request('backstep/tensor', { expression: 'gone' })).rejects.toThrow(
      'its memory was given back',
    );

    await debugging.step('stepIn');
    await expect(client.request('backstep/histogram', { handle: tensor.handle, bins: 6 })).rejects.toThrow(
      'the program has run on since',
    );
    expect(await debugging.where()).toMatch(/^look:/);
  });

  test('scopes are the locals with their blocks, the file, what lives in the program, and the globals', async () => {
    await debugging.step('next');
    await debugging.step('next');
    expect(await debugging.where()).toBe(`look:${debugging.line('look')}`);
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
    expect(lines(await debugging.scope('Locals'))).toEqual(['inBlock 5', "argument 'four'", 'inFunction 4']);
  });
});
