import { afterEach, expect, test } from 'vitest';
import { Debugging, type Options } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

async function start(
  filterOptions: { filterId: string; condition?: string }[],
  { program = 'unwell.ts', ...options }: Options & { program?: string } = {},
) {
  debugging = await Debugging.launch(program, options);
  const answer = await debugging.client.request('setExceptionBreakpoints', { filters: [], filterOptions });
  await debugging.client.request('configurationDone', {});
  return answer;
}

const line = (name: string) => debugging.line(name);
const found = () =>
  debugging.client.events.filter(({ event }) => event === 'backstep/finding').map(({ body }) => body);
const goOn = () => debugging.client.request('continue', { threadId: 1 });

test.each(['process', 'extensionHost'] as const)(
  'a detector stops at the op, and says the cause and the remedy (%s)',
  async (runtime) => {
    await start([{ filterId: 'nan' }], { runtime });
    const { reason, description, text } = await debugging.stopped();
    const cause =
      'log makes NaN in 32 of 32 elements: the least element of its input is -1.84, and there is no log of less than 0';
    expect({ reason, description }).toEqual({ reason: 'exception', description: 'Paused on NaN: log' });
    expect(text).toBe(`nan: ${cause}`);
    expect(await debugging.stack()).toEqual([`log:${line('nan')}`, `(top level):${line('nan')}`]);
    const info = await debugging.client.request('exceptionInfo', { threadId: 1 });
    const remedy = 'keep its input at 0 or above, such as with clamp({ min: 1e-8 })';
    expect(info).toMatchObject({
      exceptionId: 'nan',
      description: `${cause}\n${remedy}`,
      details: { message: cause, innerException: [{ typeName: 'remedy', message: remedy }] },
    });
    await goOn();
    expect(await debugging.ended()).toBe(0);
  },
);

test('a threshold is the condition of the filter; below it nothing stops, and what is found is told all the same', async () => {
  const { breakpoints } = (await start([
    { filterId: 'nan' },
    { filterId: 'explodingGradient', condition: '> 0.25' },
  ])) as { breakpoints: unknown };
  expect(breakpoints).toEqual([{ verified: true }, { verified: true }]);
  expect((await debugging.stopped('exception')).text).toMatch(
    /^explodingGradient: the gradient of fc2.weight has the norm [\d.]+, above 0.25$/,
  );
  expect(await debugging.where()).toBe(`linear backward:${line('output')}`);
  await debugging.client.request('setExceptionBreakpoints', {
    filters: [],
    filterOptions: [{ filterId: 'explodingGradient', condition: '1e6' }],
  });
  await goOn();
  expect((await debugging.stopped('exception')).text).toMatch(
    /^explodingGradient: .* is added to that of the step before/,
  );
  await goOn();
  expect(await debugging.ended()).toBe(0);
  expect(found().map(({ detector }) => detector)).toEqual(['explodingGradient', 'nan']);
});

test('what is found without a stop is an event with its place, once, and a line of the summary with how often', async () => {
  await start([]);
  expect(await debugging.ended()).toBe(0);
  expect(found()).toMatchObject([
    {
      id: 0,
      detector: 'explodingGradient',
      label: 'linear backward',
      phase: 'backward',
      module: 'fc2',
      role: 'gradient',
      source: { name: 'unwell.ts', path: debugging.path },
      line: line('output'),
      column: expect.any(Number),
      remedy: 'call optimizer.zeroGrad() before each backward()',
    },
    { id: 1, detector: 'nan', label: 'log', phase: 'forward', line: line('nan') },
  ]);
  const summary = debugging.client.events
    .filter(({ event, body }) => event === 'output' && body.category === 'console')
    .map(({ body }) => [body.line ?? null, body.output]);
  expect(summary).toEqual([
    [null, 'Detectors found 2 things:\n'],
    [
      line('output'),
      expect.stringMatching(/^ {2}explodingGradient {2}×2 {2}unwell.ts:12 linear backward {2}the gradient/),
    ],
    [
      line('nan'),
      expect.stringMatching(/^ {2}nan {16}×1 {2}unwell.ts:27 log {14}log makes NaN.* — keep its input/),
    ],
  ]);
});

test('a launch names those that stop, with their thresholds, for clients without filters', async () => {
  debugging = await Debugging.start('unwell.ts', { launch: { detectors: ['explodingGradient > 0.25'] } });
  expect((await debugging.stopped('exception')).text).toMatch(/^explodingGradient: .* above 0.25$/);
});

test('with "detection": "stops" only those run that stop; without debugging none', async () => {
  await start([], { launch: { detection: 'stops' } });
  expect(await debugging.ended()).toBe(0);
  expect(found()).toEqual([]);
  await debugging.close();
  await start([{ filterId: 'nan' }], { launch: { noDebug: true, detectors: ['nan'] } });
  expect(await debugging.ended()).toBe(0);
  expect(found()).toEqual([]);
});

test('thresholds of a launch hold where a filter has none', async () => {
  await start([{ filterId: 'explodingGradient' }], { launch: { thresholds: { explodingGradient: 0.25 } } });
  expect((await debugging.stopped('exception')).text).toMatch(/above 0.25$/);
});

test('a condition that is no threshold is refused by name, and its detector does not stop', async () => {
  const answer = await start([
    { filterId: 'explodingGradient', condition: 'large' },
    { filterId: 'vanishingGradient', condition: '> 1' },
    { filterId: 'nan', condition: '1' },
  ]);
  expect(answer).toEqual({
    breakpoints: [
      {
        verified: false,
        message: 'explodingGradient: no threshold — large — write a number, such as > 1000',
      },
      {
        verified: false,
        message: expect.stringMatching(
          /^vanishingGradient: it looks for .* < its threshold — > 1 — write < 1$/,
        ),
      },
      { verified: false, message: 'nan: it has no threshold — 1 — leave it out' },
    ],
  });
  expect(await debugging.ended()).toBe(0);
});

test('a launch that names no detector is refused with the names that there are', async () => {
  const launch = Debugging.launch('unwell.ts', { launch: { detectors: ['explodes'] } });
  await expect(launch).rejects.toThrow(
    /"detectors" names what is no detector — explodes — choose from nan, inf,/,
  );
  debugging = await Debugging.start('unwell.ts');
  expect(await debugging.ended()).toBe(0);
});

test('stepping goes on from a detector’s stop as from any op', async () => {
  await start([{ filterId: 'nan' }]);
  await debugging.stopped('exception');
  expect(await debugging.step('next')).toBe(`(top level):${line('nan') + 1}`);
  await debugging.client.request('stepBack', { threadId: 1 });
  await debugging.stopped('step');
  expect(await debugging.where()).toBe(`log:${line('nan')}`);
});
