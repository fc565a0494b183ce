import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { TensorMemory } from '../../../webviews/protocol/tensor';
import { stop } from './harness';
import { drawn, page, show } from './panel';
import { type ThemeName, themes } from './themes';

const shots = fileURLToPath(new URL('../../../.cache/webviews/', import.meta.url));
mkdirSync(shots, { recursive: true });

const view = (name: string, first: number, last: number, more: object = {}) => ({
  name,
  dtype: 'float32',
  shape: [last - first, 16],
  strides: [16, 1],
  offset: first * 16,
  bytes: (last - first) * 64,
  coverage: Array.from({ length: 64 }, (_, row) => (row >= first && row < last ? 1 : 0)),
  isAsked: false,
  isView: true,
  ...more,
});

const memory: TensorMemory = {
  bytes: 4096,
  version: 2,
  views: [
    view('base · train.ts:4', 0, 64, { isView: false }),
    view('rows · train.ts:5', 32, 48, { isAsked: true }),
    {
      ...view('column · train.ts:6', 0, 64),
      shape: [64],
      strides: [16],
      offset: 3,
      bytes: 256,
      coverage: Array(64).fill(1 / 16),
    },
  ],
  saved: [
    { op: 'mul', role: 'other', line: 'train.ts:8', version: 0 },
    { op: 'linear', role: 'weight', line: 'train.ts:9', version: 2 },
  ],
};

async function opened(theme: ThemeName = 'dark'): Promise<void> {
  await show({ shown: 'logits', theme });
  await drawn();
  await page.evaluate((found) => {
    window.host.memory = found;
  }, memory);
  await page.locator('summary', { hasText: 'Memory' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.views').waitFor();
}

describe('the memory of a tensor', () => {
  test('is searched for only when it is opened, by keys too, and stays open', async () => {
    await show({ shown: 'logits' });
    await drawn();
    const asked = () =>
      page.evaluate(() => window.host.log.filter(({ method }) => method === 'tensor/memory').length);
    expect(await asked()).toBe(0);
    await opened();
    expect(await asked()).toBe(1);
    await expect
      .poll(() => page.evaluate(() => (window.host.state as { memory: boolean }).memory))
      .toBe(true);
    await stop(page, (host) => {
      host.version++;
    });
    await expect.poll(asked).toBe(2);
  });

  test('is a table of the tensors in it with the parts that they show, in words and as bars', async () => {
    await opened();
    const rows = await page
      .locator('.views tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent?.replaceAll('\u00a0', ' ').trim())),
      );
    expect(rows).toEqual([
      ['base · train.ts:4', '4 KiB, 100 %', 'f32[64, 16]', '[16, 1]', '0'],
      ['rows · train.ts:5 this one a view', '1 KiB, 25 %', 'f32[16, 16]', '[16, 1]', '512'],
      ['column · train.ts:6 a view', '256 B, 6.25 %', 'f32[64]', '[16]', '3'],
    ]);
    expect(await page.locator('.views tr.asked rect').count()).toBe(16);
    const saved = await page.locator('.saved li').allTextContents();
    expect(saved).toEqual([
      'mul other · train.ts:8 written to since: saved at version 0, now at 2',
      'linear weight · train.ts:9',
    ]);
  });

  test('that cannot be had is a sentence, and can be asked for again', async () => {
    await show({ shown: 'logits' });
    await drawn();
    await page.locator('summary', { hasText: 'Memory' }).click();
    await expect.poll(() => page.locator('.sharing .problem').textContent()).toContain('there is no memory');
    await page.evaluate((found) => {
      window.host.memory = found;
    }, memory);
    await page.locator('.sharing .problem').getByText('Retry').click();
    await page.locator('.views').waitFor();
  });

  test.each(Object.keys(themes) as ThemeName[])('is drawn in the theme %s', async (theme) => {
    await opened(theme);
    const bar = page.locator('.views tr.asked rect').first();
    const [ink, paper] = await bar.evaluate((rect) => [
      getComputedStyle(rect).fill,
      getComputedStyle(document.body).backgroundColor,
    ]);
    expect(ink).not.toBe(paper);
    await page.locator('.sharing').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${shots}memory-${theme}.png`, fullPage: true });
  });
});
