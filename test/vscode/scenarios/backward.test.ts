import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
let line: (text: string) => number;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'extension/samples/digits') });
  workbench = session.workbench;
  debug = workbench.debug;
  line = (text) => lineOf(join(session.folder, 'train.ts'), text);
  await workbench.openFile('train.ts');
});
afterAll(() => session?.close());

/** Presses a button and waits until the program stands somewhere else: the top of the call stack tells. */
async function go(
  button: 'Step Into' | 'Step Over' | 'Step Out' | 'Step Op' | 'Step Module Over',
  to: string,
  at: number,
): Promise<void> {
  await debug.press(button);
  await expect.poll(() => debug.top()).toBe(to);
  await expect.poll(() => debug.highlightedLine()).toBe(at);
}

describe('Step Into on loss.backward()', () => {
  beforeEach(async () => {
    await debug.breakpoints.set(line('loss.backward()'));
    await debug.addWatch('model.fc1.weight.grad');
    await debug.start();
    await debug.stopped();
  });
  afterEach(async () => {
    await debug.stop();
    await debug.clear();
  });

  it('walks the gradients op by op, each at its forward line, and a gradient is there exactly when its op ran', async () => {
    const gradient = async () => (await debug.watches())[0]?.value;
    await go('Step Into', 'crossEntropy backward', line('F.crossEntropy(logits, labels)'));
    const labels = async () => (await debug.callStack()).map(({ label }) => label);
    await expect.poll(labels).toEqual(['crossEntropy backward', '(top level)']);
    await debug.expand('Op');
    await expect.poll(() => debug.value('incoming gradient')).toBe('f32[] 1');
    expect(await debug.value('saved')).toContain('f32[64, 10]');
    await debug.expand('resulting gradients');
    await expect.poll(() => debug.value('input')).toMatch(/^f32\[64, 10\] mean /);
    await expect.poll(gradient).toBe('null');
    for (const theme of ['light', 'hc-dark', 'hc-light', 'dark'] as const) {
      await session.theme(theme);
      await workbench.screenshot(`backward-crossEntropy-${theme}`);
    }
    await go('Step Over', 'linear backward', line('this.fc2.forward(hidden)'));
    await expect.poll(gradient).toBe('null');
    await go('Step Over', 'relu backward', line('this.fc1.forward(images).relu()'));
    await expect.poll(gradient).toBe('null');
    await go('Step Over', 'linear backward', line('this.fc1.forward(images).relu()'));
    await expect.poll(gradient).toMatch(/^f32\[128, 784\] mean/);
    await workbench.screenshot('backward-fc1-dark');
  });

  it('finishes the pass on Step Out, with every gradient there', async () => {
    await go('Step Into', 'crossEntropy backward', line('F.crossEntropy(logits, labels)'));
    await debug.press('Step Out');
    await expect.poll(() => debug.highlightedLine()).toBe(line('optimizer.step()'));
    await expect.poll(async () => (await debug.watches())[0]?.value).toMatch(/^f32\[128, 784\] mean/);
  });
});

describe('Step Into on optimizer.step()', () => {
  it('goes through the update, parameter by parameter', async () => {
    await debug.breakpoints.set(line('optimizer.step()'));
    await debug.start();
    await debug.stopped();
    const names = ['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias'];
    for (const [index, name] of names.entries()) {
      await go(index === 0 ? 'Step Into' : 'Step Over', `adam ${name}`, line('optimizer.step()'));
      if (index === 0) await workbench.screenshot('optimizer-dark');
    }
    await debug.stop();
    await debug.clear();
  });
});

describe('Step Op', () => {
  it('goes through the forward pass op by op, by its button and by its key', async () => {
    await debug.breakpoints.set(line('model.forward(images);'));
    await debug.start();
    await debug.stopped();
    expect(await debug.toolbarLabels()).toContainEqual(expect.stringContaining('Step Op'));
    await go('Step Op', 'linear', line('this.fc1.forward(images).relu()'));
    await workbench.screenshot('stepop-dark');
    await session.page.keyboard.press('Alt+F11');
    await expect.poll(() => debug.top()).toBe('relu');
    await go('Step Op', 'linear', line('this.fc2.forward(hidden)'));
    await go('Step Op', 'crossEntropy', line('F.crossEntropy(logits, labels)'));
    await debug.stop();
    await debug.clear();
  });
});

describe('Step Module', () => {
  it('goes over modules by its button, and into and out of them by keys', async () => {
    const at = line('model.forward(images);');
    await debug.breakpoints.set(at);
    await debug.start();
    await debug.stopped();
    await session.page.keyboard.press('Alt+F9');
    await expect.poll(() => debug.top()).toBe('linear');
    await expect.poll(() => debug.highlightedLine()).toBe(line('this.fc1.forward(images).relu()'));
    await go('Step Module Over', 'relu', line('this.fc1.forward(images).relu()'));
    await session.screenshots('stepmodule');
    await session.page.keyboard.press('Alt+F9');
    await expect.poll(() => debug.highlightedLine()).toBe(line('this.fc2.forward(hidden)'));
    await session.page.keyboard.press('Shift+Alt+F10');
    await expect.poll(() => debug.top()).toBe('crossEntropy');
    await debug.stop();
    await debug.clear();
  });
});
