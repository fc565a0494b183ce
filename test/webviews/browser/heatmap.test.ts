import { describe, expect, test } from 'vitest';
import { colours } from './harness';
import { drawn, four, middle, page, reading, show, stage, tilesAsked } from './panel';

describe('the heatmap', () => {
  test.each([
    ['WebGL2', true],
    ['a plain canvas where there is no WebGL2', false],
  ])('is drawn with %s: negative blue, zero neutral, positive orange, NaN magenta', async (_, webgl) => {
    await show({ tensors: { four }, shown: 'four', webgl });
    await drawn();
    const kind = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.cells')!;
      return canvas.getContext('webgl2') ? 'webgl2' : '2d';
    });
    expect(kind).toBe(webgl ? 'webgl2' : '2d');
    // Beside the numbers in the cells' middles.
    const [negative, zero, positive, nan] = await colours(
      page,
      'canvas.cells',
      [0, 1, 2, 3].map((column) => [middle(column), middle(1) - 18]),
    );
    expect(negative[2]).toBeGreaterThan(negative[0] + 20);
    expect(negative[2]).toBeGreaterThan(200);
    expect(Math.max(...zero) - Math.min(...zero)).toBeLessThan(12);
    expect(zero[0]).toBeLessThan(90);
    expect(positive[0]).toBeGreaterThan(positive[2] + 20);
    expect(positive[0]).toBeGreaterThan(200);
    expect(nan[0]).toBeGreaterThan(2 * nan[1]);
    expect(nan[2]).toBeGreaterThan(2 * nan[1]);
  });

  test('has its pixels where the screen’s are, also on a dense screen', async () => {
    await show({ tensors: { four }, shown: 'four', density: 2 });
    await drawn();
    const sizes = await page.evaluate(() =>
      [...document.querySelectorAll('canvas')].map(
        (canvas) => canvas.width / canvas.getBoundingClientRect().width,
      ),
    );
    expect(sizes).toEqual([2, 2]);
    const [before, after, further] = await colours(page, 'canvas.cells', [
      [2 * (56 - 2), 40],
      [2 * (56 + 3), 40],
      [2 * (56 + 20), 40],
    ]);
    expect(before).not.toEqual(after);
    expect(after).toEqual(further);
  });

  test('asks for what the screen shows, in tiles of at most 1024 a side', async () => {
    await show({ shown: 'big' });
    await drawn();
    const asked = (await tilesAsked()).map(({ params }) => params as Record<string, number>);
    expect(asked.length).toBeGreaterThan(0);
    for (const { height, width, rows, columns } of asked) {
      expect(Math.max(height, width)).toBeLessThanOrEqual(1024);
      expect(rows / height).toBeGreaterThan(1.5);
      expect(columns / width).toBeGreaterThan(1.5);
    }
    await expect.poll(() => reading().textContent()).toContain('Point at a cell');
    await stage('big').hover({ position: { x: 200, y: 200 } });
    await expect.poll(() => reading().textContent()).toMatch(/^\[\d+…\d+, \d+…\d+\] mean -?[\d.]+$/);
  });

  test('says the element under the pointer', async () => {
    await show({ shown: 'logits', tensors: { logits: { shape: [8, 10], formula: 'i / 10' } } });
    await drawn();
    const cells = (await page.locator('canvas.cells').boundingBox())!;
    await page.mouse.move(cells.x + 7.5 * 56, cells.y + 2.5 * 56);
    await expect.poll(() => reading().textContent()).toBe('[2, 7] = 2.7');
    await page.mouse.move(5, 5);
    await expect.poll(() => reading().textContent()).toContain('Point at a cell');
  });

  test('says of a reduced texel that it contains NaN', async () => {
    const tensor = { shape: [600, 900], formula: 'at[0] === 0 && at[1] === 1 ? NaN : 1' };
    await show({ tensors: { wide: tensor }, shown: 'wide', width: 500 });
    await drawn();
    await stage('wide').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => reading().textContent()).toMatch(/^\[0…\d+, 0…\d+\] contains NaN$/);
  });

  test('zooms by wheel at the pointer, shows numbers when cells are wide enough, and by keys shows all again', async () => {
    await show({ tensors: { counting: { shape: [100, 100], formula: 'i' } }, shown: 'counting' });
    await drawn();
    const over = () =>
      page.locator('canvas.over').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    // Opaque pixels within the picture: digits, and nothing else.
    const inked = () =>
      page.locator('canvas.over').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(40, 30, 400, 300);
        return data.filter((value, at) => at % 4 === 3 && value > 200).length;
      });
    const plain = await over();
    expect(await inked()).toBe(0);
    const cells = (await page.locator('canvas.cells').boundingBox())!;
    const at = { x: cells.x + cells.height / 2, y: cells.y + cells.height / 2 };
    await page.mouse.move(at.x, at.y);
    await expect.poll(() => reading().textContent()).toMatch(/ = /);
    const before = await reading().textContent();
    for (let turn = 0; turn < 12; turn++) await page.mouse.wheel(0, -120);
    await drawn();
    expect(await reading().textContent()).toBe(before);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.mouse.move(2, 2);
    await expect.poll(() => reading().textContent()).toContain('Point at a cell');
    await drawn();
    expect(await inked()).toBeGreaterThan(200);
    await stage('counting').focus();
    await page.keyboard.press('0');
    await expect.poll(async () => (await over()) === plain).toBe(true);
  });

  test('chooses cells by the arrow keys, pans by Shift and an arrow, zooms by + and −', async () => {
    await show({ tensors: { counting: { shape: [40, 50], formula: 'i' } }, shown: 'counting' });
    await drawn();
    await stage('counting').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => reading().textContent()).toBe('[0, 0] = 0');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => reading().textContent()).toBe('[1, 1] = 51');
    await page.keyboard.press('Control+End');
    await expect.poll(() => reading().textContent()).toBe('[39, 49] = 1999');
    await page.keyboard.press('Home');
    await expect.poll(() => reading().textContent()).toBe('[39, 0] = 1950');
    const view = () => page.evaluate(() => (window.host.state as { view: Record<string, number> })?.view);
    for (const key of ['+', '+', '+']) await page.keyboard.press(key);
    await expect.poll(async () => (await view())?.zoom).toBeCloseTo(3.375, 6);
    const before = await view();
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => (await view())?.row).toBeLessThan(before.row);
    await expect.poll(async () => (await view())?.column).toBeGreaterThan(before.column);
    await page.keyboard.press('-');
    await expect.poll(async () => (await view())?.zoom).toBeCloseTo(2.25, 6);
    await page.keyboard.press('0');
    await expect.poll(view).toEqual({ zoom: 1, row: 0, column: 0 });
    await page.keyboard.press('Escape');
    await expect.poll(() => reading().textContent()).toContain('Point at a cell');
  });

  test('pans by dragging, and a click chooses', async () => {
    await show({
      tensors: { counting: { shape: [60, 60], formula: 'i' } },
      shown: 'counting',
      state: {
        expression: 'counting',
        slice: { rowAxis: 0, columnAxis: 1, indices: [0, 0] },
        view: { zoom: 6, row: 20, column: 20 },
      },
    });
    await drawn();
    const cells = (await page.locator('canvas.cells').boundingBox())!;
    const from = { x: cells.x + 300, y: cells.y + 200 };
    await page.mouse.click(from.x, from.y);
    await expect.poll(() => reading().textContent()).toMatch(/ = /);
    const [, row, column] = /\[(\d+), (\d+)\]/.exec((await reading().textContent())!)!.map(Number);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 150, from.y + 100, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(from.x + 150, from.y + 100);
    await expect.poll(() => reading().textContent()).toMatch(new RegExp(`^\\[${row}, ${column}\\] =`));
  });
});
