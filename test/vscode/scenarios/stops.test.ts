import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
const line = (text: string) => lineOf(join(session.folder, 'train.ts'), text);

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  debug = workbench.debug;
  await workbench.openFile('train.ts');
  await debug.setBreakpoint(line('loss.backward()'));
  await debug.start();
  await debug.stopped();
  await workbench.command('Remove All Breakpoints');
});
afterAll(() => session?.close());

/** The last breakpoints of their view; those of exceptions are first. */
async function listed(): Promise<string[]> {
  const list = workbench.page.locator('.debug-breakpoints .monaco-list').first();
  await list.hover();
  await workbench.page.mouse.wheel(0, 10_000);
  const rows = await list.locator('.monaco-list-row').allInnerTexts();
  return rows.map((text) => text.replace(/\s+/g, ' '));
}

async function screenshots(name: string): Promise<void> {
  for (const theme of ['light', 'hc-dark', 'dark'] as const) {
    await session.theme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

it('a line stops at the gradient of its op when its breakpoint is in mode Backward', async () => {
  const hidden = line('this.fc1.forward(images).relu()');
  await workbench.goTo(hidden);
  await workbench.command('Debug: Add Conditional Breakpoint...');
  await workbench.focused('.breakpoint-widget');
  const widget = workbench.page.locator('.breakpoint-widget');
  await workbench.page.keyboard.insertText("event.op === 'linear'");
  await widget.locator('.select-mode-container select').selectOption({ label: 'Backward' });
  await workbench.screenshot('mode-widget-dark');
  await widget.locator('.inputContainer .monaco-editor').click();
  await workbench.page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
  await debug.press('Continue');
  await expect.poll(() => debug.top()).toBe('linear backward');
  await expect.poll(() => debug.highlightedLine()).toBe(hidden);
  await screenshots('mode-backward');
  await workbench.command('Remove All Breakpoints');
}, 120_000);

it('"Break on Value Change" of a parameter stops at the update that changes it', async () => {
  await debug.expand('Module');
  await debug.expand('Net');
  await debug.expand('fc1');
  await (await debug.variable('weight')).click({ button: 'right' });
  await workbench.page.locator('.context-view .action-item', { hasText: 'Break on Value Change' }).waitFor();
  await workbench.screenshot('data-menu-dark');
  await workbench.menu('Break on Value Change');
  await expect.poll(listed).toContainEqual(expect.stringContaining('fc1.weight'));
  await debug.press('Continue');
  await expect.poll(() => debug.top()).toBe('adam fc1.weight');
  await expect.poll(() => debug.highlightedLine()).toBe(line('optimizer.step()'));
  await screenshots('data-breakpoint');
  await workbench.command('Remove All Breakpoints');
}, 120_000);

it('"Break When Its Norm Exceeds…" of a gradient is listed with its condition, and stops where it holds', async () => {
  await debug.expand('Module');
  await debug.expand('Net');
  await debug.expand('fc1');
  await debug.expand('weight');
  await (await debug.variable('grad')).click({ button: 'right' });
  await workbench.menu('Break When Its Norm Exceeds');
  await workbench.answer('0');
  await expect.poll(listed).toContainEqual(expect.stringContaining('data:grad fc1.weight'));
  await debug.press('Continue');
  await expect.poll(() => debug.top()).toBe('linear backward');
  await expect.poll(() => debug.highlightedLine()).toBe(line('this.fc1.forward(images).relu()'));
  await screenshots('data-norm');
  await debug.stop();
}, 120_000);
