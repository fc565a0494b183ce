import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSession } from '../../extension/debug/session';
import { Debugging, programPath } from './dap/debugging';

/** These end the session or its program; each has its own place below. */
const ending = new Set(['launch', 'restart', 'terminate', 'disconnect']);
const commands = createSession().commands.filter((command) => !ending.has(command));

/** What is said of a request that goes wrong inside of the debugger, and not because of what it asks for. */
const blunder =
  /Cannot (read|set|convert|destructure|access)|is not (a function|iterable|a constructor)|— undefined —|undefined \(|\[object Object\]|Invalid (array|string) length|Maximum call stack/;

const huge = fc.constantFrom(0, -1, 1, 2, 7, 1000, 1_000_001, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1.5);
const word = fc.constantFrom(
  ...['', 'x', 'loss', 'model', 'model.weight', 'loss.grad', 'Op', '0', '0x5', '-1', 'linear', 'backward:*'],
  ...['norm >', 'instruction', 'into', 'over', 'out', '__proto__', 'constructor', '(', 'é\u0000', '{', '1 +'],
);
/** A value that may stand anywhere in a message. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    huge,
    word,
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const path = fc.constantFrom(programPath('endless.ts'), programPath('gone.ts'), '', 'endless.ts');
const conditions = { condition: word, hitCondition: word };
/** Arguments by their names, mostly of the right type. */
const known: Record<string, fc.Arbitrary<unknown>> = {
  threadId: huge,
  frameId: huge,
  variablesReference: huge,
  targetId: huge,
  handle: huge,
  op: huge,
  bins: huge,
  mebibytes: fc.integer({ min: -1, max: 512 }),
  line: huge,
  endLine: fc.integer({ min: -5, max: 40 }),
  column: huge,
  start: huge,
  count: huge,
  startFrame: huge,
  levels: huge,
  offset: huge,
  instructionOffset: huge,
  instructionCount: fc.integer({ min: -2, max: 500 }),
  name: word,
  expression: word,
  value: word,
  text: word,
  context: fc.constantFrom('repl', 'watch', 'hover', 'clipboard', 'variables', 'x'),
  granularity: fc.constantFrom('statement', 'line', 'instruction', 'x'),
  filter: fc.constantFrom('indexed', 'named', 'x'),
  how: fc.constantFrom('into', 'over', 'out', 'x'),
  memoryReference: word,
  data: word,
  names: fc.array(word, { maxLength: 3 }),
  filters: fc.array(fc.constantFrom('uncaught', 'nan', 'lossSpike', 'x'), { maxLength: 2 }),
  filterOptions: fc.array(fc.record({ filterId: word, condition: word }), { maxLength: 2 }),
  source: fc.record({ path }, { requiredKeys: [] }),
  tile: fc.record({ rows: huge, columns: huge, height: huge, width: huge }, { requiredKeys: [] }),
  breakpoints: fc.array(
    fc.record(
      {
        ...conditions,
        line: fc.integer({ min: -1, max: 30 }),
        column: huge,
        name: word,
        dataId: word,
        instructionReference: word,
        logMessage: word,
        mode: fc.constantFrom('forward', 'backward', 'both', 'x'),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
};
const sensible = fc.record(known, { requiredKeys: [] });
/** As the one before, with one argument of any type. */
const mutated = fc
  .tuple(sensible, fc.constantFrom(...Object.keys(known)), anything)
  .map(([args, name, value]) => ({ ...args, [name]: value }));
const complete = fc.record(known);

const request = fc.record({
  command: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...commands) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'constructor', '__proto__', 'attach', 'gotoTargets', 'backstep/'),
    },
  ),
  args: fc.oneof(
    { weight: 4, arbitrary: complete },
    { weight: 3, arbitrary: sensible },
    { weight: 3, arbitrary: mutated },
    { weight: 1, arbitrary: anything },
  ),
});

/** As fast as a client could: so many are under way at a time. */
const atOnce = 8;

/** Sends requests; each is answered, and none by a blunder of the debugger's. */
async function bombard({ client }: Debugging, seed: number, count: number): Promise<void> {
  const requests = fc.sample(request, { seed, numRuns: count });
  const bad: string[] = [];
  const ask = async ({ command, args }: (typeof requests)[number]) => {
    const reply = await client.say(command, args);
    const said = String(reply.message ?? '');
    const quoted = JSON.stringify(args) ?? '';
    if (!reply.success && (said === '' || (blunder.test(said) && !quoted.includes(said))))
      bad.push(`${command} ${quoted}: ${said}`);
  };
  for (let at = 0; at < requests.length; at += atOnce) {
    await Promise.all(requests.slice(at, at + atOnce).map(ask));
  }
  expect(bad).toEqual([]);
}

/** Takes away all that stops, and pauses: wherever the program stands, in the past, at a stop, or running. */
async function pause({ client, path }: Debugging): Promise<void> {
  await client.request('setBreakpoints', { source: { path }, breakpoints: [] });
  await client.request('setFunctionBreakpoints', { breakpoints: [] });
  await client.request('setExceptionBreakpoints', { filters: [] });
  await client.request('setDataBreakpoints', { breakpoints: [] });
  await client.request('setInstructionBreakpoints', { breakpoints: [] });
  const isStopped = async () => (await client.say('stackTrace', { threadId: 1 })).success;
  for (let attempt = 0; !(await isStopped()); attempt++) {
    await client.say('pause', { threadId: 1 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (attempt > 100)
      throw new Error(
        `the program cannot be paused: ${JSON.stringify(client.messages.slice(-4)).slice(0, 600)}`,
      );
  }
}

test.each([
  ['process', 1],
  ['process', 5],
  ['extensionHost', 2],
] as const)(
  'requests of any kind are all answered, and the session works as before (%s, seed %i)',
  async (runtime, seed) => {
    const debugging = await Debugging.start('endless.ts', {
      runtime,
      breakpoints: { loss: { hitCondition: '5' } },
    });
    const { client } = debugging;
    try {
      await debugging.stopped('breakpoint');
      await bombard(debugging, seed, 300);
      await pause(debugging);
      for (let back = 0; back < 3; back++) await client.say('stepBack', { threadId: 1 });
      await bombard(debugging, seed + 1000, 150);
      await pause(debugging);
      while ((await client.say('reverseContinue', { threadId: 1 })).success);
      for (let forward = 0; forward < 2; forward++) await client.say('next', { threadId: 1 });
      await pause(debugging);
      await client.request('continue', { threadId: 1 });
      await bombard(debugging, seed + 2000, 150);

      await client.request('restart', {});
      await pause(debugging);
      client.forget();
      await debugging.setBreakpoints({ backward: {} });
      await debugging.continue();
      expect(await debugging.where()).toBe(`(top level):${debugging.line('backward')}`);
      expect(await debugging.step('stepIn')).toMatch(/^crossEntropy backward:/);
      await debugging.evaluate('state.enough = true');
      await pause(debugging);
      await client.request('continue', { threadId: 1 });
      expect(await debugging.ended()).toBe(0);
      await bombard(debugging, seed + 3000, 100);
      expect((await client.say('launch', { program: 5 })).message).toEqual(
        expect.stringContaining('launch: "program" is not'),
      );
    } finally {
      await debugging.close();
    }
  },
  120_000,
);
