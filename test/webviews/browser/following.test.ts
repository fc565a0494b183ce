import { describe, expect, test } from 'vitest';
import { colours, stop } from './harness';
import { drawn, four, middle, page, reading, show, stage, tilesAsked } from './panel';

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
