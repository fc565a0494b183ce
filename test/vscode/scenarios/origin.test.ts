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
