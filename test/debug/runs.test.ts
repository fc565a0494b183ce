import { afterEach, describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

const both = ['process', 'extensionHost'] as const;

async function start(program: string, mark: string, options: object = {}): Promise<void> {
  debugging = await Debugging.start(program, { breakpoints: { [mark]: {} }, ...options });
  await debugging.stopped('breakpoint');
}

/** Passes the `debugger;` of each round. */
async function toTheEnd(options: object): Promise<void> {
  await start('unseeded.ts', 'end', options);
  while ((await debugging.where()) !== `(top level):${line('end')}`) await debugging.continue();
}

async function back(times: number): Promise<string> {
  for (let step = 0; step < times; step++) {
    await debugging.client.request('stepBack', { threadId: 1 });
    await debugging.stopped('step');
  }
  return debugging.where();
}

const weights = async (of: string) =>
  (await debugging.evaluate(`JSON.stringify(${of}.weight.tolist())`, 'watch')).result;
const line = (mark: string) => debugging.line(mark);
const runAgain = (op?: number) =>
  debugging.client.request('backstep/runAgain', op === undefined ? {} : { op });

describe.each(both)('running again, in the runtime %s', (runtime) => {
  test('stops live at the op that was looked at: same values, and now with its own frames', async () => {
    await start('mlp.ts', 'log', { runtime });
    expect(await back(6)).toBe(`relu backward:${line('hidden')}`);
    const before = await weights('model.fc2');
    const { op } = await runAgain();
    // Else a client goes on to show why the program stopped before.
    expect(await debugging.client.event('continued')).toEqual({ threadId: 1, allThreadsContinued: true });
    expect((await debugging.stopped('goto')).description).toBe(`Op ${op} again: relu backward`);
    expect(await debugging.stack()).toEqual([
      `relu backward:${line('hidden')}`,
      `(top level):${line('backward')}`,
    ]);
    expect(await weights('model.fc2')).toBe(before);
    // Live: locals are those of then, and the program goes on from here.
    expect((await debugging.evaluate('step')).result).toBe('0');
    expect(await debugging.step('next')).toBe(`linear backward:${line('hidden')}`);
    expect(await debugging.continue()).toBe(`(top level):${line('log')}`);
  });

  test('draws the same random numbers, though nobody seeds them, and passes all that would stop it', async () => {
    await toTheEnd({ runtime });
    const before = await weights('model');
    const { op } = await runAgain();
    await debugging.stopped('goto');
    expect(await weights('model')).toBe(before);
    const all = await debugging.client.request('backstep/compareRuns', {});
    expect(all.runs.map(({ ops }) => ops)).toEqual([op + 1, op + 1]);
    expect(all.parting).toBeNull();
  });
});

test('a program that reads the clock is not deterministic: the first op that differs is named', async () => {
  await toTheEnd({ launch: { args: ['clock'] } });
  await runAgain();
  const { text, description } = await debugging.stopped('exception');
  expect(description).toBe('The program is not deterministic');
  expect(text).toMatch(
    /^NotDeterministic: op \d+ is add as before, and gave other values; before: add f32\[4, 3\] /,
  );
  expect(await debugging.where()).toBe(`add:${line('shifted')}`);
  expect((await debugging.evaluate('step')).result).toBe('2');
});

test('breakpoints stop again once the op is there', async () => {
  await toTheEnd({});
  await runAgain(60);
  await debugging.stopped('goto');
  expect(await debugging.continue()).toMatch(/^\(top level\):/);
  expect((await debugging.evaluate('seen')).result).not.toBe('6');
});

test('an op that has not run cannot be run to', async () => {
  await start('mlp.ts', 'log');
  await expect(runAgain(1e6)).rejects.toThrow(
    /^runAgain: op 1000000 has not run yet — \d+ have — choose one of them$/,
  );
  await expect(runAgain(-1)).rejects.toThrow('runAgain: "op" is no index of an op — -1 — give one from 0');
});

describe.each(both)('a fork, in the runtime %s', (runtime) => {
  test('changes a learning rate in the past and runs on; where it parts is told, and both losses', async () => {
    await start('mlp.ts', 'log', { runtime });
    await debugging.continue();
    await back(5);
    await debugging.client.request('reverseContinue', { threadId: 1 });
    await debugging.stopped('step');
    expect(await back(4)).toBe(`linear backward:${line('hidden')}`);
    await debugging.client.request('backstep/fork', { change: 'optimizer.paramGroups[0].lr = 5' });
    await debugging.stopped('breakpoint');
    expect((await debugging.evaluate('step')).result).toBe('0');
    const { parting, runs } = await debugging.client.request('backstep/compareRuns', {});
    expect(runs.map(({ name, fork }) => [name, fork?.change])).toEqual([
      ['run 1', undefined],
      ['run 2', 'optimizer.paramGroups[0].lr = 5'],
    ]);
    expect(parting?.first).toMatchObject({
      label: 'sgd',
      within: 'sgd fc1.weight',
      phase: 'optimizer',
      source: { line: line('step') },
    });
    expect(parting?.second?.text).toMatch(/^f32\[3, 4\] /);
    expect(parting?.second?.text).not.toBe(parting?.first?.text);
    await debugging.continue();
    const { losses } = (await debugging.client.request('backstep/compareRuns', {})).runs[1];
    expect(losses[0]).toBe(runs[0].losses[0]);
    expect(losses[1]).not.toBe(runs[0].losses[1]);
    const [, told] = /(run 1 and run 2 .*)\n/.exec(debugging.client.output('console')) as RegExpExecArray;
    expect(debugging.client.output('console')).toContain(
      `  run 1: sgd, inside the update sgd fc1.weight · mlp.ts:${line('step')} · f32[3, 4] `,
    );
    expect(told).toMatch(/^run 1 and run 2 \(forked at op \d+: optimizer\.paramGroups\[0\]\.lr = 5\)$/);
  });

  test('that is not stopped again tells at its end where it parted', async () => {
    await toTheEnd({ runtime, launch: { args: ['quiet'] } });
    await debugging.setBreakpoints({});
    await debugging.client.request('backstep/fork', { op: 20, change: 'model.weight.detach().zero_()' });
    const parted = await debugging.client.event('backstep/parted');
    expect(parted.parting.index).toBeGreaterThan(20);
    expect(parted.runs[1].losses).toHaveLength(6);
  });
});

test('a change that cannot be made is told, and the program stands live at the op', async () => {
  await start('mlp.ts', 'log');
  await debugging.client.request('backstep/fork', { op: 30, change: 'nothing.like = this' });
  await debugging.stopped('goto');
  expect(debugging.client.output('console')).toContain(
    'fork: ReferenceError: nothing is not defined — nothing was changed; op 30 is live\n',
  );
});
