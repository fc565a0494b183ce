import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

const sample = join(root, 'extension/samples/digits');
const summary = (signature: string) =>
  new RegExp(`^${signature.replace(/[[\]]/g, '\\$&')} mean \\S+ std \\S+ min \\S+ max \\S+$`);

let session: Session;
let workbench: Workbench;
let debug: Debugging;
let backward: number;

beforeAll(async () => {
  session = await open({ copyOf: sample });
  workbench = session.workbench;
  debug = workbench.debug;
  backward = lineOf(join(session.folder, 'train.ts'), 'loss.backward()');
  await workbench.openFile('train.ts');
  await debug.breakpoints.set(backward);
});
afterAll(() => session?.close());

describe('the digits sample at a breakpoint in its training loop', () => {
  beforeEach(async () => {
    await debug.start();
    await debug.stopped();
  });
  afterEach(() => debug.stop());

  it('shows the line, the call stack and tensors by their statistics', async () => {
    await expect.poll(() => debug.highlightedLine()).toBe(backward);
    expect((await debug.callStack())[0]).toMatchObject({ file: 'train.ts' });
    await expect.poll(() => debug.value('images')).toMatch(summary('f32[64, 784]'));
    expect(await debug.value('logits')).toMatch(summary('f32[64, 10]'));
    expect(await debug.value('loss')).toMatch(/^f32\[\] \d\.\d+/);
    await workbench.screenshot('digits-breakpoint-dark');
  });

  it('shows the model as a tree of parameters and gradients', async () => {
    await debug.expand('model');
    await debug.expand('fc1');
    await expect.poll(() => debug.value('weight')).toMatch(summary('f32[128, 784]'));
    await debug.expand('weight');
    await expect.poll(() => debug.value('requiresGrad')).toBe('true');
    expect(await debug.value('grad')).toBeNull();
    await debug.press('Step Over');
    await expect.poll(() => debug.value('grad')).toMatch(summary('f32[128, 784]'));
    await workbench.screenshot('digits-model-dark');
  });

  it('evaluates expressions of the engine in hover, Watch and Debug Console, also with a gradient of its own', async () => {
    expect(await debug.evaluate('logits.softmax(1).argmax(1)')).toMatch(/^i64\[64\]/);
    expect(
      await debug.evaluate(
        '(() => { const z = logits.detach().requiresGrad_(); z.sum().backward(); return z.grad })()',
      ),
    ).toMatch(/^f32\[64, 10\] mean 1 /);
    await debug.addWatch('logits.exp().sum(1)');
    await expect.poll(async () => (await debug.watches())[0]?.value).toMatch(summary('f32[64]'));
    await debug.hover(backward - 2, 'logits');
    await expect.poll(() => debug.hoverText()).toMatch(/f32\[64, 10\] mean/);
    await workbench.screenshot('digits-hover-dark');
  });
});
