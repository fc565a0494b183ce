import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session, type Theme, themes } from '../driver/open';
import { TensorPanel } from '../driver/panel';
import { collapse, inlineValues, setValue } from '../driver/values';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
const line = (text: string) => lineOf(join(session.folder, 'train.ts'), text);

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  debug = workbench.debug;
  await workbench.openFile('train.ts');
  await debug.breakpoints.set(line('optimizer.step()'));
  await debug.start();
  await debug.stopped();
});
afterAll(() => session?.close());

describe('what lives in the program', () => {
  it('is in Variables: modules with gradients beside their parameters, optimizers, and all tensors', async () => {
    // `Net` is a class in Locals too.
    await collapse(workbench, 'Locals');
    await debug.expand('Module');
    await debug.expand('Net');
    const rows = async () => (await debug.variables()).map(({ name, value }) => `${name} ${value}`);
    await expect.poll(rows).toContainEqual(expect.stringMatching(/^fc1 Linear\(784 → 128\)/));
    await debug.expand('Optimizer');
    await expect.poll(rows).toContainEqual(expect.stringMatching(/^Adam Adam lr 0\.001 · 4 parameters/));
    await debug.expand('Tensors');
    await expect.poll(rows).toContainEqual(expect.stringMatching(/^total .* MiB in \d+ storages/));
    await session.screenshots('scopes');
  });

  it('is edited there, and the program goes on with it', async () => {
    await debug.addWatch('optimizer.paramGroups[0].lr');
    await debug.expand('Adam');
    await debug.expand('group 0');
    await setValue(workbench, 'lr', '0.25');
    await expect.poll(async () => (await debug.watches())[0]?.value).toBe('0.25');
  });
});

describe('in the editor', () => {
  it('shapes, norms and numbers stand at the ends of the lines', async () => {
    await workbench.goTo(line('optimizer.step()'));
    await expect.poll(() => inlineValues(workbench)).toMatch(/loss f32\[\] [\d.]+/);
    expect(await inlineValues(workbench)).toMatch(/logits f32\[64, 10\] \|[\d.]+\|/);
    // In the function above, the name is another's.
    await workbench.goTo(line('this.fc1.forward'));
    await expect.poll(() => inlineValues(workbench)).not.toContain('images');
    await workbench.goTo(line('optimizer.step()'));
    for (const theme of Object.keys(themes) as Theme[]) {
      await session.theme(theme);
      await workbench.screenshot(`inline-${theme}`);
    }
  });

  it('the hover of a tensor, with Alt held, has a small picture of it', async () => {
    for (const theme of ['light', 'hc-dark', 'dark'] as const) {
      await session.theme(theme);
      await session.page.mouse.move(1150, 600);
      await debug.hover(line('F.crossEntropy'), 'logits');
      // Alt changes the hover that is there for the editor's own.
      await expect.poll(() => debug.hoverText()).toMatch(/f32\[64, 10\] mean/);
      const picture = session.page.locator('.monaco-hover img[src^="data:image/png"]');
      await session.page.keyboard.down('Alt');
      try {
        await picture.waitFor({ timeout: 15_000 });
        expect((await picture.boundingBox())?.height).toBe(128);
        await workbench.screenshot(`thumbnail-${theme}`);
      } finally {
        await session.page.keyboard.up('Alt');
      }
    }
  });
});

describe('the panel', () => {
  it('shows what shares the memory of a tensor', async () => {
    await workbench.command('View: Hide Panel');
    await workbench.command('Backstep: View Tensor');
    await workbench.answer('model.fc1.weight');
    const panel = new TensorPanel(session.page, 'model.fc1.weight');
    await panel.title.waitFor();
    const memory = panel.frame.locator('summary', { hasText: 'Memory' });
    await memory.click();
    await panel.frame.locator('.views').waitFor();
    expect(await panel.frame.locator('.views').textContent()).toContain('fc1.weight · ');
    for (const theme of ['light', 'hc-dark', 'dark'] as const) {
      await session.theme(theme);
      await panel.frame.locator('.sharing').scrollIntoViewIfNeeded();
      await workbench.screenshot(`aliases-${theme}`);
    }
  });
});
