/** A program with workers: each stands and steps alone. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { chooseThread, threads } from '../driver/threads';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
const line = (mark: string) => lineOf(join(session.folder, 'rank.ts'), `@bp ${mark}`);

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'test/vscode/programs') });
  workbench = session.workbench;
  debug = workbench.debug;
});
afterAll(() => session?.close());
afterEach(async () => {
  await debug.stopIfRunning();
  await debug.breakpoints.removeAll();
});

it('a breakpoint in the file of two workers stops each, and they are stepped one by one', async () => {
  await workbench.openFile('rank.ts');
  await debug.breakpoints.set(line('scaled'));
  await workbench.openFile('ranks.ts');
  await workbench.command('Backstep: Debug Model File');
  await debug.stopped();
  await expect.poll(() => debug.highlightedLine()).toBe(line('scaled'));
  await expect
    .poll(() => threads(workbench))
    .toEqual(['main: Running', 'rank 0: Paused on breakpoint', 'rank 1: Paused on breakpoint']);

  for (const rank of [1, 0]) {
    await chooseThread(workbench, `rank ${rank}`);
    // Its scopes may come closed.
    const shown = async () => {
      await debug.expand('Locals');
      return debug.value('rank');
    };
    await expect.poll(shown).toBe(String(rank));
    expect(await debug.value('weight')).toBe(`f32[3] [${rank}, 1, 2]`);
    // The step of the other one was not a step of this one.
    expect(await debug.value('scaled')).toBe('undefined');
    await debug.press('Step Over');
    await expect.poll(() => debug.value('scaled')).toBe(`f32[3] [${2 * rank}, 2, 4]`);
    await expect.poll(() => threads(workbench)).toContain(`rank ${rank}: Paused on step`);
    // VS Code opens the frames of threads that were looked at, and of the one that stopped first.
    const lines = (await debug.callStack()).map(({ line }) => Number(line.split(':')[0]));
    expect(lines.at(rank - 2)).toBe(line('loss'));
    await debug.expand('Locals');
    // Away from what would be told of it.
    await workbench.page.mouse.move(1150, 400);
    if (rank === 1) await session.screenshots('workers');
  }

  await debug.press('Continue');
  await expect.poll(() => threads(workbench)).toEqual(['main: Running', 'rank 1: Paused on step']);
  await workbench.screenshot('workers-one');
  await chooseThread(workbench, 'rank 1');
  await debug.press('Continue');
  await debug.ended();
  await workbench.command('Debug Console: Focus on Debug Console View');
  await expect
    .poll(() => workbench.page.locator('.repl .monaco-list-row').allTextContents())
    .toContainEqual(expect.stringContaining('sum of the losses 14'));
}, 180_000);
