/** What the browser tests share: one browser a file, a panel a test, and a way to look at it. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { type Opening, open, startBrowser } from './harness';

// Software rendering on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let problems: string[] = [];
export let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await page?.context().close();
  // The page's policy and the panel agree: nothing was blocked, nothing threw.
  expect(problems).toEqual([]);
});

export async function show(opening: Opening): Promise<void> {
  ({ page, problems } = await open(browser, opening));
}

export const stage = (name: string): Locator =>
  page.getByRole('application', { name: `Heatmap of ${name},` });
export const reading = (index = 0): Locator => page.locator('.heatmap .reading').nth(index);
export const tilesAsked = () =>
  page.evaluate(() => window.host.log.filter(({ method }) => method === 'tensor/tile'));

/** Until the picture has all its tiles and a frame has drawn them. */
export async function drawn(): Promise<void> {
  await page.locator('.stage').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.awaited'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Columns 0 to 3: far negative, zero, far positive, NaN. */
export const four = { shape: [4, 4], formula: '[-1, 0, 1, NaN][at[1]]' };
/** Where the middle of a cell of `four` is on the cells' canvas. */
export const middle = (index: number): number => 56 * index + 28;
