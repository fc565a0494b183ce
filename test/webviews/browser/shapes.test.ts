import { describe, expect, test } from 'vitest';
import { stop } from './harness';
import { drawn, page, reading, show, stage, tilesAsked } from './panel';

describe('other shapes', () => {
  test('a tensor without axes is its number', async () => {
    await show({ shown: 'loss' });
    await expect.poll(() => page.locator('.scalar').textContent()).toBe('2.302585');
    await stop(page, (host) => {
      host.tensors.loss = { shape: [], formula: '0' };
      host.version++;
    });
    await expect.poll(() => page.locator('.scalar').textContent()).toBe('0');
    expect(await page.textContent('main')).toContain('It was 2.302585 at the stop before.');
  });

  test('a tensor of one axis is a strip', async () => {
    await show({ shown: 'fc1.bias' });
    await drawn();
    const [tile] = await tilesAsked();
    expect(tile.params).toMatchObject({ rowAxis: null, columnAxis: 0, rows: 1, columns: 128 });
    await stage('fc1.bias').focus();
    await page.keyboard.press('End');
    await expect.poll(() => reading().textContent()).toMatch(/^\[127\] = /);
  });

  test('a tensor without elements is a sentence', async () => {
    await show({ shown: 'nothing' });
    await expect.poll(() => page.textContent('main')).toContain('its shape [0, 10] holds a 0');
    expect(await tilesAsked()).toHaveLength(0);
  });

  test('more than two axes have a picker, by mouse and by keys, that stays at the next stop', async () => {
    await show({ tensors: { four: { shape: [3, 4, 5, 6], formula: 'i' } }, shown: 'four' });
    await drawn();
    await stage('four').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => reading().textContent()).toBe('[0, 0, 0, 0] = 0');
    await page.getByRole('slider', { name: 'Axis 0' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('spinbutton', { name: 'Index on axis 1, 0 to 3' }).fill('2');
    await expect.poll(() => reading().textContent()).toBe('[1, 2, 0, 0] = 180');
    await page.getByRole('combobox', { name: 'Rows' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await drawn();
    const last = (await tilesAsked()).at(-1)!.params;
    expect(last).toMatchObject({ rowAxis: 0, columnAxis: 3, indices: [0, 2, 0, 0], rows: 3, columns: 6 });
    await stop(page, (host) => {
      host.version++;
    });
    await drawn();
    expect((await tilesAsked()).at(-1)!.params).toMatchObject({
      rowAxis: 0,
      columnAxis: 3,
      indices: [0, 2, 0, 0],
    });
    expect(await page.getByRole('spinbutton').first().inputValue()).toBe('2');
  });
});

describe('numbers', () => {
  test('the statistics are a table in which NaN and Inf stand out', async () => {
    await show({ shown: 'broken' });
    const row = (name: string) =>
      page.locator('.statistics tr', { has: page.locator(`th:text-is("${name}")`) });
    await expect.poll(() => row('NaN').locator('td').textContent()).toBe('16 (1.04\u00a0%)');
    expect(await row('NaN').getAttribute('class')).toBe('alarming');
    expect(await row('zeros').getAttribute('class')).toBe('');
    expect(await row('count').locator('td').textContent()).toBe('1,536');
    const legend = await page.textContent('.legend');
    for (const name of ['NaN (16)', '+Inf (8)', '-Inf (6)']) expect(legend).toContain(name);
  });

  test('the histogram counts all finite values, reads its bins, and can be logarithmic', async () => {
    await show({
      tensors: { steps: { shape: [64, 10], formula: 'at[0] === 0 ? 0 : at[0]' } },
      shown: 'steps',
    });
    const bars = page.getByRole('application', { name: /^Histogram of steps/ });
    await bars.waitFor();
    expect(await bars.locator('rect').count()).toBe(64);
    await bars.focus();
    await page.keyboard.press('ArrowRight');
    const text = page.locator('.histogram .reading');
    await expect.poll(() => text.textContent()).toBe('0 to 0.9844: 10 (1.56\u00a0%)');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => text.textContent()).toBe('0.9844 to 1.969: 10 (1.56\u00a0%)');
    const box = (await bars.boundingBox())!;
    await page.mouse.move(box.x + box.width - 2, box.y + 20);
    await expect.poll(() => text.textContent()).toBe('62.02 to 63: 10 (1.56\u00a0%)');
    await page.getByRole('checkbox', { name: 'Logarithmic counts' }).click();
    await expect.poll(() => page.evaluate(() => (window.host.state as { log: boolean }).log)).toBe(true);
  });

  test('the colours can leave out the outermost percent', async () => {
    await show({
      tensors: { outlier: { shape: [100, 100], formula: 'i === 0 ? 1000 : Math.sin(i)' } },
      shown: 'outlier',
    });
    await drawn();
    const choose = async (name: string) => {
      await page.getByRole('combobox', { name: 'Colours' }).click();
      await page.getByRole('option', { name }).click();
    };
    await choose('all values');
    await expect.poll(() => page.locator('.ends').first().textContent()).toBe('-100001000');
    await choose('1st to 99th percentile');
    await expect.poll(() => page.locator('.ends').first().textContent()).toMatch(/^≤ -.+≥ /);
    const [, high] = /≥ ([\d.]+)/.exec((await page.locator('.ends').first().textContent())!)!;
    expect(Number(high)).toBeLessThan(5);
  });
});

describe('a parameter', () => {
  test('has its gradient beside it where there is room, and below where not', async () => {
    await show({ shown: 'fc1.weight' });
    await drawn();
    const boxes = async () => [
      (await stage('fc1.weight').boundingBox())!,
      (await stage('fc1.weight.grad').boundingBox())!,
    ];
    const [left, right] = await boxes();
    expect(right.y).toBe(left.y);
    expect(right.x).toBeGreaterThan(left.x + left.width);
    await page.setViewportSize({ width: 700, height: 900 });
    await expect.poll(async () => (await boxes())[1].x).toBe(left.x);
    const [upper, lower] = await boxes();
    expect(lower.y).toBeGreaterThan(upper.y + upper.height);
  });

  test('and its gradient are panned, zoomed and read together', async () => {
    await show({
      tensors: { w: { shape: [20, 30], formula: 'i', gradient: '-i / 2', requiresGrad: true } },
      shown: 'w',
    });
    await drawn();
    await stage('w.grad').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await expect.poll(() => reading(0).textContent()).toBe('[1, 1] = 31');
    await expect.poll(() => reading(1).textContent()).toBe('[1, 1] = -15.5');
    const rulers = () =>
      page
        .locator('canvas.over')
        .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
    const before = await rulers();
    for (const key of ['+', '+', '+']) await page.keyboard.press(key);
    await drawn();
    const after = await rulers();
    for (const at of [0, 1]) expect(after[at]).not.toBe(before[at]);
    // Now with their own numbers in the cells.
    expect(after[0]).not.toBe(after[1]);
    expect(await page.textContent('header')).toContain('requires grad');
  });
});
