import { afterEach, expect, test } from 'vitest';
import { Debugging, programPath } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging?.close());

test('a breakpoint is verified at the line that has code, and stops with its id', async () => {
  debugging = await Debugging.launch('plain.ts');
  const blank = debugging.line('call') - 1;
  const { breakpoints } = await debugging.client.request('setBreakpoints', {
    source: { path: debugging.path },
    breakpoints: [{ line: debugging.line('loop') }, { line: blank }, { line: 9999 }],
  });
  expect(breakpoints.map(({ verified, line }) => ({ verified, line }))).toEqual([
    { verified: true, line: debugging.line('loop') },
    { verified: true, line: debugging.line('call') },
    { verified: false, line: 9999 },
  ]);
  expect(breakpoints[2].message).toBe('no code from here on');
  await debugging.client.request('configurationDone', {});
  expect((await debugging.stopped('breakpoint')).hitBreakpointIds).toEqual([breakpoints[0].id]);
  expect(await debugging.where()).toBe(`main:${debugging.line('loop')}`);
});

test('breakpoints set before the launch are told of once the program is there', async () => {
  debugging = await Debugging.launch('plain.ts');
  await debugging.close();
  const { DapClient } = await import('./dap/client');
  const client = new DapClient();
  try {
    await client.request('initialize', { adapterID: 'backstep', pathFormat: 'path' });
    const path = programPath('plain.ts');
    const { breakpoints } = await client.request('setBreakpoints', {
      source: { path },
      breakpoints: [{ line: debugging.line('loop') }],
    });
    expect(breakpoints[0].verified).toBe(false);
    await client.request('launch', { program: path });
    const { breakpoint } = await client.event('breakpoint');
    expect(breakpoint).toMatchObject({ id: breakpoints[0].id, verified: true, line: debugging.line('loop') });
    await client.request('configurationDone', {});
    expect((await client.event('stopped')).reason).toBe('breakpoint');
  } finally {
    await client.close();
  }
});

test('a condition stops only where it holds', async () => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { loop: { condition: 'step === 7' } } });
  await debugging.stopped('breakpoint');
  expect((await debugging.evaluate('step')).result).toBe('7');
});

test('a hit count counts the hits at which the condition holds', async () => {
  debugging = await Debugging.start('plain.ts', {
    breakpoints: { loop: { condition: 'step % 2 === 1', hitCondition: '>3' } },
  });
  await debugging.stopped('breakpoint');
  expect((await debugging.evaluate('step')).result).toBe('7');
});

test.each([
  ['5', ['4']],
  ['% 4', ['3', '7']],
  ['<= 2', ['0', '1']],
])('a hit count of %s stops at the steps %j', async (hitCondition, steps) => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { loop: { hitCondition } } });
  const seen: string[] = [];
  for (const _ of steps) {
    await debugging.stopped('breakpoint');
    seen.push((await debugging.evaluate('step')).result);
    await debugging.client.request('continue', { threadId: 1 });
  }
  expect(seen).toEqual(steps);
  expect(await debugging.ended()).toBe(0);
});

test('a log point tells its message with its line, and does not stop', async () => {
  debugging = await Debugging.start('plain.ts', {
    breakpoints: { loop: { logMessage: 'step {step}: {counter} {missing}', hitCondition: '% 5' } },
  });
  expect(await debugging.ended()).toBe(0);
  const told = debugging.client.events
    .filter(({ body }) => body?.category === 'console')
    .map(({ body }) => body);
  expect(told.map(({ output }) => output)).toEqual([
    'step 4: Counter {count: 8, by: 2} {ReferenceError: missing is not defined}\n',
    'step 9: Counter {count: 18, by: 2} {ReferenceError: missing is not defined}\n',
  ]);
  expect(told[0]).toMatchObject({ line: debugging.line('loop'), source: { path: debugging.path } });
});

test('a condition that is no expression is said to be none', async () => {
  debugging = await Debugging.launch('plain.ts');
  const [breakpoint] = await debugging.setBreakpoints({ loop: { condition: 'step ===' } });
  expect(breakpoint).toMatchObject({ verified: false });
  expect(breakpoint.message).toMatch(/^SyntaxError: .* — in step ===$/);
});

test('places for breakpoints in a line are its statements and calls', async () => {
  debugging = await Debugging.start('plain.ts', { breakpoints: { loop: {} } });
  await debugging.stopped();
  const line = debugging.line('call');
  const { breakpoints } = await debugging.client.request('breakpointLocations', {
    source: { path: debugging.path },
    line,
  });
  // const far = distance(…): the initialiser is the statement, and the call.
  expect(breakpoints).toEqual([{ line, column: 15 }]);
});

test('a file that the program does not use has no breakpoints', async () => {
  debugging = await Debugging.launch('plain.ts');
  const { breakpoints } = await debugging.client.request('setBreakpoints', {
    source: { path: programPath('errors.ts') },
    breakpoints: [{ line: 7 }],
  });
  expect(breakpoints[0]).toMatchObject({ verified: false, message: 'the program does not use this file' });
});
