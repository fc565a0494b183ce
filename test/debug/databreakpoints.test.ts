import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, expect, test } from 'vitest';
import { Debugging, type Options } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

/** Stops before the first forward pass has run an op. */
async function begin(options: Options = {}) {
  debugging = await Debugging.start('data.ts', { breakpoints: { forward: {} }, ...options });
  await debugging.stopped('breakpoint');
  await debugging.setBreakpoints({});
}

async function info(expression: string) {
  const [{ id: frameId }] = await debugging.frames();
  return debugging.client.request('dataBreakpointInfo', { name: expression, frameId });
}

async function set(...breakpoints: DebugProtocol.DataBreakpoint[]) {
  return (await debugging.client.request('setDataBreakpoints', { breakpoints })).breakpoints;
}

async function watch(expression: string, more: Partial<DebugProtocol.DataBreakpoint> = {}) {
  const { dataId } = await info(expression);
  const [breakpoint] = await set({ dataId: dataId!, accessType: 'write', ...more });
  return breakpoint;
}

/** Runs on to the next stop. */
async function next() {
  await debugging.client.request('continue', { threadId: 1 });
  const { reason, description, hitBreakpointIds } = await debugging.stopped();
  return { reason, description, hitBreakpointIds, where: await debugging.where() };
}

const at = (what: string, mark: string) => `${what}:${debugging.line(mark)}`;

test.each(['process', 'extensionHost'] as const)(
  'a parameter stops at the update that changed it, with what changed (%s)',
  async (runtime) => {
    await begin({ runtime });
    expect(await info('model.fc1.weight')).toEqual({
      dataId: 'fc1.weight',
      description: 'fc1.weight',
      accessTypes: ['write'],
      canPersist: true,
    });
    const breakpoint = await watch('model.fc1.weight');
    expect(breakpoint).toEqual({ id: expect.any(Number), verified: true });
    const before = Number((await debugging.evaluate('model.fc1.weight.at(0, 0).item()')).result);
    const { description, ...stop } = await next();
    expect(stop).toEqual({
      reason: 'data breakpoint',
      hitBreakpointIds: [breakpoint.id],
      where: at('adam fc1.weight', 'step'),
    });
    const after = Number((await debugging.evaluate('model.fc1.weight.at(0, 0).item()')).result);
    const five = (value: number) => Number(value.toPrecision(5));
    const change = `all 12 elements, the first at [0, 0]: ${five(before)} → ${five(after)}`;
    expect(description).toBe(`fc1.weight changed: ${change}`);
    expect(debugging.client.output('console')).toBe(`adam fc1.weight: fc1.weight changed: ${change}\n`);
    expect((await next()).where).toBe(at('adam fc1.weight', 'step'));
    expect((await debugging.evaluate('step')).result).toBe('1');
  },
);

test('a gradient stops where it is made, and where it is dropped, which no op does', async () => {
  await begin();
  expect(await info('model.fc2.bias.grad')).toMatchObject({
    dataId: 'grad fc2.bias',
    description: 'gradient of fc2.bias',
    canPersist: true,
  });
  await watch('model.fc2.bias.grad');
  const made = await next();
  expect(made.where).toBe(at('linear backward', 'fc2'));
  expect(made.description).toMatch(/^grad fc2\.bias changed: none → f32\[2\] \[-?[\d.]+, -?[\d.]+\]$/);
  const dropped = await next();
  expect(dropped).toMatchObject({ reason: 'data breakpoint', where: at('(top level)', 'zeroGrad') });
  expect(dropped.description).toMatch(/^grad fc2\.bias changed: f32\[2\] .* → none$/);
  expect((await debugging.evaluate('model.fc2.bias.grad')).result).toBe('null');
  expect(await debugging.step('next')).toBe(at('(top level)', 'backward'));
});

test("an optimizer's state is watched by its parameter and name, also before it is there", async () => {
  await begin();
  const [early] = await set({ dataId: 'state fc1.bias expAvg' });
  expect(early).toMatchObject({
    verified: false,
    message: 'waits for an optimizer to update expAvg of fc1.bias',
  });
  const first = await next();
  expect(first.where).toBe(at('adam fc1.bias', 'step'));
  expect(first.description).toMatch(/^state fc1\.bias expAvg changed: none → f32\[3\] \[/);
  expect(await info('optimizer.state.get(model.fc1.bias).expAvg')).toMatchObject({
    dataId: 'state fc1.bias expAvg',
    description: 'expAvg of fc1.bias',
  });
  const again = await next();
  expect(again.description).toMatch(/^state fc1\.bias expAvg changed: \[.*\] → \[.*\]$/);
  expect((await debugging.evaluate('step')).result).toBe('1');
});

test('a write through a view counts where it touches the tensor, and where it changes something', async () => {
  await begin();
  const { dataId, canPersist } = await info('running.at(0)');
  expect(canPersist).toBe(false);
  const [row] = await set({ dataId: dataId! });
  // The first adds 0, and `mul_` writes to the other row.
  expect(await next()).toMatchObject({
    hitBreakpointIds: [row.id],
    where: at('add_', 'view'),
    description: 'running.at(0) changed: [0, 0] → [1, 1]',
  });
  expect((await next()).description).toBe('running.at(0) changed: [1, 1] → [3, 3]');
  expect((await next()).where).toBe(at('fill_', 'nan'));
});

test('conditions are over what the tensor has become, and hit counts count where they hold', async () => {
  await begin();
  const { dataId } = await info('running');
  const [nan, norm] = await set(
    { dataId: dataId!, condition: 'hasNaN' },
    { dataId: dataId!, condition: 'norm > 1 && !hasInf && tensor.at(0, 1).item() > min', hitCondition: '2' },
  );
  expect(await next()).toMatchObject({
    hitBreakpointIds: [norm.id],
    where: at('add_', 'view'),
    description: expect.stringContaining('(norm > 1 && !hasInf'),
  });
  expect((await debugging.evaluate('step')).result).toBe('2');
  expect(await next()).toMatchObject({
    hitBreakpointIds: [nan.id],
    where: at('fill_', 'nan'),
    description: 'running changed (hasNaN): [[3, 3], [0, 0]] → [[NaN, NaN], [NaN, NaN]]',
  });
});

test('a condition that cannot be computed is told once, and does not stop', async () => {
  await begin();
  const { dataId } = await info('running');
  const answers = await set(
    { dataId: dataId!, condition: '1 +' },
    { dataId: dataId!, condition: 'nothing > 1' },
    { dataId: dataId!, hitCondition: 'often' },
    { dataId: dataId!, accessType: 'read' },
    { dataId: 'a b c d' },
  );
  const remedy = 'use tensor, before, norm, hasNaN, hasInf, min, max, mean';
  expect(answers.map(({ message }) => message)).toEqual([
    `condition: 1 + — SyntaxError: Unexpected token ')' — ${remedy}`,
    undefined,
    'hit count: not understood — often — write a number such as 5, > 3 or % 10',
    'data breakpoint: reading is not watched — read — watch writes',
    'data breakpoint: no name of a tensor — a b c d — such as fc1.weight, grad fc1.weight, state fc1.weight expAvg',
  ]);
  await debugging.client.request('continue', { threadId: 1 });
  expect(await debugging.ended()).toBe(0);
  const told = debugging.client.output('console').trim().split('\n');
  expect(told).toEqual([
    expect.stringMatching(
      /^data breakpoint running#.*: condition: nothing > 1 — ReferenceError: nothing is not/,
    ),
  ]);
});

test('a tensor that is disposed is told to be no longer there', async () => {
  await begin();
  const { id } = await watch('scratch');
  await debugging.setBreakpoints({ last: {} });
  await next();
  await debugging.client.request('next', { threadId: 1 });
  await debugging.stopped('step');
  const changes = debugging.client.events.filter(({ event }) => event === 'breakpoint');
  expect(changes.at(-1)?.body.breakpoint).toEqual({ id, verified: false, message: 'no longer there' });
});

test('what is written in the debugger is no write of the program', async () => {
  await begin();
  await watch('running');
  const { variablesReference } = await debugging.variable('Locals', 'running');
  await debugging.client.request('setVariable', { variablesReference, name: '[0]', value: '7' });
  await debugging.evaluate('running.add_(1)');
  expect((await next()).description).toBe('running changed: [[8, 8], [1, 1]] → [[8, 8], [2, 2]]');
});

test('breakpoints can be set and removed while the program runs', async () => {
  debugging = await Debugging.start('busy.ts');
  const [{ id }] = await set({ dataId: 'no.such' });
  const { breakpoint } = await debugging.client.event('breakpoint', (body) => body.breakpoint.id === id);
  expect(breakpoint).toMatchObject({
    verified: false,
    message: 'waits for the parameter no.such to be used',
  });
  expect(await set()).toEqual([]);
  await debugging.client.request('pause', { threadId: 1 });
  await debugging.stopped('pause');
});

test('names hold in the next run; what has none is no longer there', async () => {
  await begin();
  const { dataId } = await info('running');
  const [weight, tensor] = await set({ dataId: 'fc1.weight' }, { dataId: dataId! });
  await debugging.client.request('restart', {});
  const { reason, hitBreakpointIds } = await debugging.stopped();
  expect({ reason, hitBreakpointIds }).toEqual({ reason: 'data breakpoint', hitBreakpointIds: [weight.id] });
  expect(await debugging.where()).toBe(at('adam fc1.weight', 'step'));
  const states = debugging.client.events.filter(({ event }) => event === 'breakpoint');
  const last = (id?: number) => states.findLast(({ body }) => body.breakpoint.id === id)?.body.breakpoint;
  expect(last(weight.id)).toEqual({ id: weight.id, verified: true });
  expect(last(tensor.id)).toEqual({ id: tensor.id, verified: false, message: 'no longer there' });
});

test('a function breakpoint named data: watches what the name says', async () => {
  await begin();
  const { breakpoints } = await debugging.client.request('setFunctionBreakpoints', {
    breakpoints: [
      { name: 'relu' },
      { name: 'data:grad fc1.weight', condition: 'norm > 0' },
      { name: 'linear' },
    ],
  });
  expect(breakpoints.map(({ verified }) => verified)).toEqual([true, false, true]);
  expect(breakpoints[1].message).toBe('waits for the parameter fc1.weight to be used');
  expect((await next()).hitBreakpointIds).toEqual([breakpoints[2].id]);
  expect((await next()).hitBreakpointIds).toEqual([breakpoints[0].id]);
  expect((await next()).hitBreakpointIds).toEqual([breakpoints[2].id]);
  expect(await next()).toMatchObject({
    hitBreakpointIds: [breakpoints[1].id],
    where: at('linear backward', 'fc2'),
  });
});

test('a line of Variables says what it is to be watched as; what is no tensor is refused', async () => {
  await begin();
  const ask = async (scope: string, ...path: string[]) => {
    const parent =
      path.length > 1
        ? (await debugging.variable(scope, ...path.slice(0, -1))).variablesReference
        : await reference(scope);
    const name = path.at(-1)!;
    return debugging.client.request('dataBreakpointInfo', { name, variablesReference: parent });
  };
  const reference = async (scope: string) => {
    const frameId = (await debugging.frames())[0].id;
    const { scopes } = await debugging.client.request('scopes', { frameId });
    return scopes.find(({ name }) => name === scope)!.variablesReference;
  };
  expect((await ask('Locals', 'running')).dataId).toMatch(/^running#/);
  expect((await ask('Module', 'Net', 'fc1', 'weight')).dataId).toBe('fc1.weight');
  expect(await ask('Locals', 'step')).toEqual({
    dataId: null,
    description: 'step: only tensors are watched — a variable of JavaScript is not',
  });
  await debugging.setBreakpoints({ step: {} });
  await next();
  expect((await ask('Module', 'Net', 'fc1', 'weight', 'grad')).dataId).toBe('grad fc1.weight');
  await next();
  const state = await ask('Optimizer', 'Adam', 'state', 'fc1.weight', 'expAvg');
  expect(state.dataId).toBe('state fc1.weight expAvg');
});
