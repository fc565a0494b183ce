import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { colours, type Opening, open, samples, startBrowser, stop } from './harness';
import { type ThemeName, themes } from './themes';

const shots = fileURLToPath(new URL('../../../.cache/webviews/', import.meta.url));
let browser: Browser;
let page: Page;
let problems: string[];

// Software rendering on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await startBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await page?.context().close();
  // The page's policy and the panel agree: nothing was blocked, nothing threw.
  expect(problems).toEqual([]);
});

async function show(opening: Opening): Promise<void> {
  ({ page, problems } = await open(browser, opening));
}
const stage = (name: string) => page.getByRole('application', { name: `Heatmap of ${name},` });
const reading = (index = 0) => page.locator('.heatmap .reading').nth(index);
const tilesAsked = () =>
  page.evaluate(() => window.host.log.filter(({ method }) => method === 'tensor/tile'));
/** Until the picture has all its tiles and a frame has drawn them. */
async function drawn(): Promise<void> {
  await page.locator('.stage').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.awaited'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Columns 0 to 3: far negative, zero, far positive, NaN. */
const four = { shape: [4, 4], formula: '[-1, 0, 1, NaN][at[1]]' };
/** Where the middle of a cell of `four` is on the cells' canvas. */
const middle = (index: number) => 56 * index + 28;

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

describe('following the program', () => {
  test('a new version is asked for again, and what differs is marked', async () => {
    await show({ tensors: { w: { shape: [20, 30], formula: 'i' } }, shown: 'w' });
    await drawn();
    const before = (await tilesAsked()).length;
    await stop(page, (host) => {
      host.where = 'train.ts:30';
      host.version++;
      host.tensors.w = { shape: [20, 30], formula: 'i', gradient: '0' };
    });
    await expect.poll(() => page.textContent('.where')).toBe('train.ts:30');
    await expect.poll(async () => (await tilesAsked()).length).toBeGreaterThan(before);
    await expect.poll(() => page.textContent('main')).toContain('changed at this stop');
    const again = (await tilesAsked()).length;
    await stop(page, (host) => {
      host.where = 'train.ts:31';
    });
    await expect.poll(() => page.textContent('.where')).toBe('train.ts:31');
    await expect.poll(() => page.textContent('main')).not.toContain('changed at this stop');
    await drawn();
    expect((await tilesAsked()).length).toBe(again);
  });

  test('the picture stays, dimmed, with a sentence while there is nothing to see', async () => {
    await show({ tensors: { four }, shown: 'four' });
    await drawn();
    await stop(page, (host) => {
      host.absent = 'The program is running.';
      host.failing['tensor/tile'] = 'tensor: there is no tensor to see now — the program has moved on';
    });
    await page.getByText('The program is running.').waitFor();
    expect(await page.locator('.tensors.dimmed').count()).toBe(1);
    const [positive] = await colours(page, 'canvas.cells', [[middle(2), 20]]);
    expect(positive[0]).toBeGreaterThan(positive[2] + 20);
    await stage('four').focus();
    for (const key of ['ArrowRight', 'ArrowRight', '+', '0']) await page.keyboard.press(key);
    await expect.poll(() => reading().textContent()).toBe('[0, 1] = 0');
    expect(await page.getByRole('alert').count()).toBe(0);
    await stop(page, (host) => {
      host.absent = null;
      host.failing = {};
    });
    await expect.poll(() => page.locator('.tensors.dimmed').count()).toBe(0);
    expect(await page.getByText('The program is running.').count()).toBe(0);
  });

  test('another expression can be shown, and one that is not there leaves the picture', async () => {
    await show({ shown: 'logits' });
    await drawn();
    const field = page.getByRole('textbox', { name: 'Show another expression' });
    await field.fill('fc1.bias');
    await field.press('Enter');
    await expect.poll(() => page.textContent('h1')).toBe('fc1.bias');
    await drawn();
    await field.fill('nowhere');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('nowhere is not defined here').waitFor();
    expect(await page.textContent('h1')).toBe('fc1.bias');
    expect(await page.locator('.tensors.dimmed').count()).toBe(1);
    await page.evaluate(() => {
      window.host.failing['tensor/show'] = 'No program is being debugged.';
    });
    await field.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('No program is being debugged.');
  });

  test('what a person chose is there again when the panel is', async () => {
    await show({ tensors: { counting: { shape: [40, 50], formula: 'i' } }, shown: 'counting' });
    await drawn();
    await stage('counting').focus();
    for (const key of ['ArrowRight', 'ArrowRight', '+', '+']) await page.keyboard.press(key);
    await page.getByRole('checkbox', { name: 'As text' }).click();
    const state = () =>
      page.evaluate(() => window.host.state as { view: { zoom: number }; text: boolean } | null);
    await expect.poll(async () => (await state())?.text).toBe(true);
    const remembered = await state();
    await page.context().close();
    await show({
      tensors: { counting: { shape: [40, 50], formula: 'i' } },
      shown: 'counting',
      state: remembered,
    });
    await drawn();
    await page.getByRole('region', { name: 'Values of counting' }).waitFor();
    await expect.poll(() => reading().textContent()).toBe('[0, 1] = 1');
    await expect.poll(async () => (await state())?.view.zoom).toBeCloseTo(remembered!.view.zoom, 9);
  });
});

describe('errors', () => {
  test('a view that cannot be had is a sentence and a retry', async () => {
    await show({
      shown: 'logits',
      before: (host) => {
        host.failing['tensor/view'] = 'The runtime host does not answer — restart the session';
      },
    });
    await page.getByText('The runtime host does not answer').waitFor();
    await page.evaluate(() => {
      window.host.failing = {};
    });
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => page.textContent('h1')).toBe('logits');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('tiles that fail say why beneath the picture, and come on a retry', async () => {
    await show({
      shown: 'logits',
      before: (host) => {
        host.failing['tensor/tile'] = 'tile: the addon is gone';
      },
    });
    await page.getByText('tile: the addon is gone').waitFor();
    expect(await page.locator('.statistics tr').count()).toBe(10);
    await page.evaluate(() => {
      window.host.failing = {};
    });
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await stage('logits').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => reading().textContent()).toMatch(/^\[0, 0\] = /);
  });

  test('while the first answer is awaited, that is said', async () => {
    await show({
      shown: 'logits',
      before: (host) => {
        host.delay = 700;
      },
    });
    await page.getByText('Reading the tensor…').waitFor();
    await expect.poll(() => page.textContent('h1')).toBe('logits');
  });
});

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
