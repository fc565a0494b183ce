import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session, type Theme, themes } from '../driver/open';
import { TensorPanel } from '../driver/panel';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  debug = workbench.debug;
  await workbench.openFile('train.ts');
  await debug.breakpoints.set(lineOf(join(session.folder, 'train.ts'), 'optimizer.step()'));
  await debug.start();
  await debug.stopped();
});
afterAll(() => session?.close());

describe('View Tensor', () => {
  it('opens a panel from the Variables view: picture, statistics, and the gradient beside a parameter', async () => {
    await debug.expand('model');
    await debug.expand('fc1');
    await (await debug.variable('weight')).click({ button: 'right' });
    await workbench.menu('View Tensor');
    const panel = new TensorPanel(session.page, 'model.fc1.weight');
    await panel.title.waitFor();
    expect(await panel.title.textContent()).toBe('model.fc1.weight');
    await expect.poll(() => panel.statistic('Tensor model.fc1.weight', 'count')).toBe('100,352');
    expect(await panel.statistic('Tensor model.fc1.weight', 'NaN')).toBe('0');
    await panel.section('Gradient model.fc1.weight.grad').waitFor();
    await expect.poll(() => panel.colours('Tensor model.fc1.weight')).toBeGreaterThan(20);
    await expect.poll(() => panel.colours('Gradient model.fc1.weight.grad')).toBeGreaterThan(20);
    expect(await panel.where.textContent()).toContain('train.ts:');
    await workbench.screenshot('tensor-weight-dark');
  });

  it('follows along at the next stop', async () => {
    const panel = new TensorPanel(session.page, 'model.fc1.weight');
    const norm = await panel.statistic('Tensor model.fc1.weight', 'norm');
    await debug.press('Continue');
    await expect
      .poll(() => panel.statistic('Tensor model.fc1.weight', 'norm'), { timeout: 20_000 })
      .not.toBe(norm);
    expect(await panel.absent.count()).toBe(0);
  });

  it('opens by the command for an expression that a person types', async () => {
    await workbench.command('Backstep: View Tensor');
    await workbench.answer('logits.softmax(1)');
    const panel = new TensorPanel(session.page, 'logits.softmax(1)');
    await panel.tab.waitFor();
    await expect.poll(() => panel.statistic('Tensor logits.softmax(1)', 'count')).toBe('640');
    await expect.poll(() => panel.colours('Tensor logits.softmax(1)')).toBeGreaterThan(20);
  });

  for (const theme of Object.keys(themes) as Theme[]) {
    it(`is readable in the theme ${themes[theme]}`, async () => {
      await session.theme(theme);
      const panel = new TensorPanel(session.page, 'logits.softmax(1)');
      const { text, paper } = await panel.ink();
      expect(contrast(text, paper)).toBeGreaterThan(theme.startsWith('hc') ? 7 : 4.5);
      await expect.poll(() => panel.colours('Tensor logits.softmax(1)')).toBeGreaterThan(20);
      await workbench.screenshot(`tensor-logits-${theme}`);
    });
  }

  it('keeps the picture of the last stop when the program ends, and says so', async () => {
    await debug.stop();
    const panel = new TensorPanel(session.page, 'logits.softmax(1)');
    await expect.poll(() => panel.absent.textContent()).toContain('ended');
    await workbench.screenshot('tensor-ended-hc-light');
  });
});

/** WCAG 2.2's contrast ratio of two colours, written as rgb(…). */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
