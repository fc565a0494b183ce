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
  await debug.breakpoints.set(line('loss.backward()'));
  await debug.start();
  await debug.stopped();
  await debug.breakpoints.removeAll();
});
afterAll(() => session?.close());

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
  await session.screenshots('mode-backward');
  await debug.stop();
}, 120_000);
