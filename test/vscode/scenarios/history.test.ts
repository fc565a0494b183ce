import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  await workbench.openFile('train.ts');
});
afterAll(() => session?.close());

it('the status bar shows what the past holds, and gives it another budget', async () => {
  const { debug, page } = workbench;
  const item = page.locator('.statusbar-item[id$="backstep.history"]');
  const text = async () => (await item.innerText()).replace(/\s/g, ' ').trim();
  await debug.breakpoints.set(lineOf(join(session.folder, 'train.ts'), 'optimizer.step()'));
  await debug.start();
  await debug.stopped();
  await expect.poll(text).toMatch(/^History [\d,]+ ops · [\d.]+ of 512 MiB$/);
  await session.screenshots('history');
  await item.locator('a').click();
  await page.locator('.quick-input-widget', { hasText: 'Memory that the past may hold on to' }).waitFor();
  await workbench.screenshot('history-budget');
  await workbench.answer('64');
  await expect.poll(text).toMatch(/^History [\d,]+ ops · [\d.]+ of 64 MiB$/);
  await debug.stop();
  await expect.poll(() => item.count()).toBe(0);
}, 120_000);
