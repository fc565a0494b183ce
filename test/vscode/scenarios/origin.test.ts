import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
let line: (text: string) => number;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  debug = workbench.debug;
  line = (text) => lineOf(join(session.folder, 'train.ts'), text);
  await workbench.openFile('train.ts');
});
afterAll(() => session?.close());

const rows = () => session.page.locator('.quick-input-list .monaco-list-row').allTextContents();

it('Who Made This lists the ops that made the loss, and goes to the one that is chosen', async () => {
  const at = line('loss.backward()');
  await debug.breakpoints.set(at);
  await debug.start();
  await debug.stopped();
  for (const theme of ['light', 'hc-dark', 'dark'] as const) {
    // Another theme closes the list.
    await session.page.keyboard.press('Escape');
    await session.theme(theme);
    await workbench.goTo(at, 6);
    await workbench.command('Backstep: Who Made This?');
    await expect.poll(async () => (await rows())[0]).toMatch(/^crossEntropy/);
    await workbench.screenshot(`whomade-${theme}`);
  }
  await session.page.keyboard.press('Enter');
  await expect.poll(() => debug.top()).toBe('crossEntropy');
}, 120_000);

it('Run from Here Again stops live at the op of the past', async () => {
  await workbench.command('Backstep: Run from Here Again');
  await expect.poll(async () => (await debug.callStack()).map(({ label }) => label)[1]).toBe('(top level)');
  expect(await debug.top()).toBe('crossEntropy');
  await workbench.screenshot('runagain');
  await debug.stop();
}, 120_000);

it('Fork from Here runs on with a change, and Compare Runs shows where the two part', async () => {
  await debug.start();
  await debug.stopped();
  const first = await debug.value('loss');
  await debug.press('Continue');
  await expect.poll(() => debug.value('loss')).not.toBe(first);
  await debug.press('Reverse');
  await expect.poll(() => debug.top()).toBe('crossEntropy');

  await workbench.command('Backstep: Fork from Here...');
  await workbench.screenshot('fork-ask');
  await workbench.answer('optimizer.paramGroups[0].lr = 0.5');
  // The breakpoint just after the op where it was forked, then the one of the next step.
  await expect.poll(() => debug.top()).toBe('(top level)');
  await debug.expand('Locals');
  await expect.poll(() => debug.value('loss')).toBe(first);
  expect(await debug.evaluate('optimizer.paramGroups[0].lr')).toBe('0.5');
  await debug.press('Continue');
  await expect.poll(() => debug.value('loss')).toMatch(/^f32/);
  await expect.poll(() => debug.value('loss')).not.toBe(first);
  await expect
    .poll(() => debug.console())
    .toMatch(/run 2 \(forked at op \d+: .*lr = 0\.5\)\s+part at op \d+:/);
  await workbench.screenshot('fork');

  await workbench.command('Backstep: Compare Runs');
  const lines = session.page.locator('.editor-group-container.active .view-line');
  const text = async () => (await lines.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  await expect.poll(text).toMatch(/part at op \d+:.*losses \(run 1, run 2\):/s);
  await session.screenshots('compareruns');
}, 120_000);
