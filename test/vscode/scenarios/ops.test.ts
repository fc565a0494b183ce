/** Breakpoints that are on no line, and ops as instructions. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging, ToolbarButton } from '../driver/debugging';
import { Disassembly } from '../driver/disassembly';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
const line = (mark: string) => lineOf(join(session.folder, 'average.ts'), `@bp ${mark}`);

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'test/vscode/programs') });
  workbench = session.workbench;
  debug = workbench.debug;
  await workbench.openFile('average.ts');
});
afterAll(() => session?.close());
afterEach(async () => {
  await debug.stopIfRunning();
  await debug.breakpoints.removeAll();
});

/** Stops where the loop begins, with no breakpoint left. */
async function atBatch(): Promise<void> {
  await debug.breakpoints.set(line('batch'));
  await workbench.command('Backstep: Debug Model File');
  await debug.stopped();
  await expect.poll(() => debug.highlightedLine()).toBe(line('batch'));
  await debug.breakpoints.removeAll();
}

async function go(button: ToolbarButton, to: string): Promise<void> {
  await debug.press(button);
  await expect.poll(() => debug.top()).toBe(to);
}

it('a tensor that is watched stops the program at the op that changes it, with what changed', async () => {
  await atBatch();
  await (await debug.variable('average')).click({ button: 'right' });
  await workbench.menu('Break on Value Change');
  await debug.breakpoints.listed('average');
  await go('Continue', 'add_');
  await expect.poll(() => debug.highlightedLine()).toBe(line('decay') + 1);
  await session.screenshots('databreakpoint');
}, 120_000);

it('a function breakpoint stops at ops of its name', async () => {
  await atBatch();
  await debug.breakpoints.setFunction('soft*');
  await go('Continue', 'softmax');
  await expect.poll(() => debug.highlightedLine()).toBe(line('chances'));
  await session.screenshots('functionbreakpoint');
}, 120_000);

it('commands list the ops and the tensors to choose from', async () => {
  await atBatch();
  const rows = session.page.locator('.quick-input-list .monaco-list-row');
  const listed = async () => (await rows.allTextContents()).join('\n');
  await workbench.viewAction('Breakpoints', 'Break on Op or Module');
  await expect.poll(listed).toContain('zeros');
  await workbench.screenshot('chooseop');
  await workbench.answer('softmax');
  await debug.breakpoints.listed('softmax');
  for (const theme of ['light', 'hc-dark', 'dark'] as const) {
    // Another theme closes the list.
    await session.page.keyboard.press('Escape');
    await session.theme(theme);
    await workbench.command('Backstep: Break When It Has NaN or Infinity');
    await expect.poll(listed).toContain('average');
    await workbench.screenshot(`choosetensor-${theme}`);
  }
  await workbench.answer('average');
  await debug.breakpoints.listed(/data:average/);
  await go('Continue', 'softmax');
}, 120_000);

it('the Disassembly view lists the ops, follows steps back, and stops where one runs again', async () => {
  await atBatch();
  await go('Step Op', 'randn');
  await go('Step Op', 'relu');
  await workbench.command('Open Disassembly View');
  const view = new Disassembly(session.page);
  await view.row('relu(').waitFor();
  await view.row('not run yet').waitFor();
  await expect.poll(() => view.current()).toContain('relu(');
  await view.clickBreakpoint('relu(');
  await debug.breakpoints.listed(/0x/);
  await session.screenshots('disassembly');

  await go('Step Op Back', 'randn');
  await expect.poll(() => view.current()).toContain('randn(');
  await session.screenshots('disassembly-back');
  await go('Continue', 'relu');

  await go('Continue', 'relu');
  await workbench.screenshot('instructionbreakpoint');
  await go('Reverse', 'relu');
  await workbench.screenshot('disassembly-reverse');
}, 120_000);
