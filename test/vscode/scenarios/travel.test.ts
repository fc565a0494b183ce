import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging, ToolbarButton } from '../driver/debugging';
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

async function go(button: ToolbarButton, to: string, at: number): Promise<void> {
  await debug.press(button);
  await expect.poll(() => debug.top()).toBe(to);
  await expect.poll(() => debug.highlightedLine()).toBe(at);
}

it('Step Back goes through the optimizer step and the backward pass, and forward again; the views follow', async () => {
  await debug.breakpoints.set(line('optimizer.step()'));
  await debug.addWatch('model.fc1.weight.sum().item()');
  await debug.addWatch('model.fc1.weight.grad');
  const watched = async (at: number) => (await debug.watches())[at]?.value;
  await debug.start();
  await debug.stopped();
  await expect.poll(() => watched(0)).toMatch(/^-?\d/);
  const untrained = await watched(0);
  await go('Step Over', '(top level)', line('optimizer.step()') + 1);
  await expect.poll(() => watched(0)).not.toBe(untrained);
  const trained = await watched(0);

  await go('Step Back', 'adam fc2.bias', line('optimizer.step()'));
  expect(await debug.toolbarLabels()).toContainEqual(expect.stringContaining('Reverse'));
  for (const name of ['fc2.weight', 'fc1.bias', 'fc1.weight'])
    await go('Step Back', `adam ${name}`, line('optimizer.step()'));
  await expect.poll(() => watched(0)).toBe(trained);
  await go('Step Back', 'linear backward', line('this.fc1.forward(images).relu()'));
  await expect.poll(() => watched(0)).toBe(untrained);
  await expect.poll(() => watched(1)).toMatch(/^f32\[128, 784\] mean /);
  const labels = async () => (await debug.callStack()).map(({ label }) => label).slice(0, 2);
  await expect.poll(labels).toEqual(['linear backward', 'JavaScript as of the present']);
  await session.screenshots('stepback');
  await go('Step Back', 'relu backward', line('this.fc1.forward(images).relu()'));
  await expect.poll(() => watched(1)).toBe('null');

  await go('Step Over', 'linear backward', line('this.fc1.forward(images).relu()'));
  await debug.press('Continue');
  await expect.poll(() => debug.top()).toBe('(top level)');
  await expect.poll(() => watched(0)).toBe(trained);
  await debug.stop();
}, 120_000);
