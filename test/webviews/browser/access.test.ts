import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { colours, samples, stop } from './harness';
import { drawn, four, middle, page, show } from './panel';
import { type ThemeName, themes } from './themes';

const shots = fileURLToPath(new URL('../../../.cache/webviews/', import.meta.url));
mkdirSync(shots, { recursive: true });

describe('for those who do not see the picture', () => {
  test('everything is reached by Tab, and has a name', async () => {
    await show({ shown: 'attention' });
    await drawn();
    const names: string[] = [];
    for (let press = 0; press < 16; press++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return '';
        const labelled = element.getAttribute('aria-labelledby');
        return (
          element.getAttribute('aria-label') ??
          (labelled ? document.getElementById(labelled)?.textContent : null) ??
          element.textContent?.trim() ??
          ''
        );
      });
      if (name === '') break;
      names.push(name);
    }
    const order = [
      'Show another expression',
      'Show',
      'Rows',
      'Columns',
      'Axis 0',
      'Index on axis 0, 0 to 1',
      'Axis 1',
      'Index on axis 1, 0 to 3',
      'Colours',
      'Zoom out (−)',
      'Zoom in (+)',
      'Show all (0)',
      'As text',
      expect.stringContaining('Heatmap of attention'),
      expect.stringContaining('Histogram of attention'),
      'Logarithmic counts',
    ];
    expect(names).toEqual(order);
  });

  test('there is a summary and a table of what is seen', async () => {
    await show({
      tensors: { mixed: { shape: [30, 20], formula: 'i === 21 ? NaN : i - 100' } },
      shown: 'mixed',
    });
    await drawn();
    await page.getByRole('checkbox', { name: 'As text' }).click();
    await page.getByText('mixed is f32[30, 20] with 600 elements, from -100 to 499').waitFor();
    expect(await page.textContent('.text p')).toContain('1 is zero. Not finite: 1 NaN.');
    const table = page.getByRole('table', { name: /^Rows 0 to 23 of 30, columns 0 to 11 of 20/ });
    await table.waitFor();
    const row = table.getByRole('row').nth(2);
    expect(await row.getByRole('rowheader').textContent()).toBe('1');
    expect(await row.getByRole('cell').allTextContents()).toEqual(
      Array.from({ length: 12 }, (_, at) => (at === 1 ? 'NaN' : String(20 + at - 100))),
    );
  });

  test('nothing moves for those who asked for that', async () => {
    await show({
      shown: 'logits',
      before: (host) => {
        host.failing['tensor/tile'] = 'never';
        host.delay = 400;
      },
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.locator('.awaited').waitFor();
    expect(
      await page.locator('.awaited').evaluate((element) => getComputedStyle(element).animationName),
    ).toBe('none');
  });
});

describe('in every theme', () => {
  for (const theme of Object.keys(themes) as ThemeName[]) {
    test(`${theme}: wide and narrow, nothing is cut off, and zero blends in`, async () => {
      await show({ tensors: { ...samples, four }, shown: 'fc1.weight', theme });
      await drawn();
      await page.screenshot({ path: `${shots}${theme}-1280.png`, fullPage: true });
      await page.setViewportSize({ width: 500, height: 900 });
      await stop(page, (host) => {
        host.shown = 'broken';
      });
      await expect.poll(() => page.textContent('h1')).toBe('broken');
      await drawn();
      await page.screenshot({ path: `${shots}${theme}-500.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBe(500);
      await stop(page, (host) => {
        host.shown = 'four';
      });
      await expect.poll(() => page.textContent('h1')).toBe('four');
      await drawn();
      const [negative, zero, positive] = await colours(
        page,
        'canvas.cells',
        [0, 1, 2].map((column) => [middle(column), middle(0) - 18]),
      );
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [, ...rgb] = /(\d+), (\d+), (\d+)/.exec(background)!.map(Number);
      expect(Math.max(...rgb.map((channel, index) => Math.abs(channel - zero[index])))).toBeLessThan(60);
      expect(negative[2]).toBeGreaterThan(negative[0] + 20);
      expect(positive[0]).toBeGreaterThan(positive[2] + 20);
    });
  }

  test('a theme changed while the panel is open is taken up', async () => {
    await show({ tensors: { four }, shown: 'four', theme: 'dark' });
    await drawn();
    const zero = async () => (await colours(page, 'canvas.cells', [[middle(1), middle(0) - 18]]))[0];
    const dark = await zero();
    await page.evaluate(
      ({ variables, name }) => {
        for (const [key, value] of Object.entries(variables))
          document.documentElement.style.setProperty(key, value);
        document.body.className = name;
      },
      { variables: themes.light.variables, name: themes.light.class },
    );
    await drawn();
    await expect.poll(async () => (await zero())[0]).toBeGreaterThan(dark[0] + 100);
  });
});
