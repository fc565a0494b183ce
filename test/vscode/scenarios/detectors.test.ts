import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
let line: (text: string) => number;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'test/vscode/programs') });
  workbench = session.workbench;
  debug = workbench.debug;
  line = (text) => lineOf(join(session.folder, 'unwell.ts'), text);
  await workbench.openFile('unwell.ts');
});
afterAll(() => session?.close());
afterEach(() => debug.stopIfRunning());

it('a NaN stops at the op that makes it, with its cause; what was found is in Problems until the program is debugged again', async () => {
  // F5, pressed twice on a slow machine, would continue from the stop.
  await workbench.command('Backstep: Debug Model File');
  await debug.exception.waitFor();
  // VS Code opens the view at breakpoints only.
  await workbench.command('View: Show Run and Debug');
  await expect.poll(() => debug.top()).toBe('log');
  await expect.poll(() => debug.highlightedLine()).toBe(line('@bp nan'));
  const said = async () => (await debug.exception.allInnerTexts()).join('\n');
  await expect.poll(said).toMatch(/nan.*log makes NaN in 32 of 32 elements.*clamp/s);
  await session.screenshots('detector-stop');

  await debug.press('Continue');
  await debug.ended();
  await expect.poll(() => debug.console()).toMatch(/Detectors found 2 things:/);
  expect(await debug.console()).toMatch(/explodingGradient\s+×2/);

  await workbench.command('Problems: Focus on Problems View');
  const problems = session.page.locator('.markers-panel .monaco-list-row');
  const texts = async () => (await problems.allTextContents()).join('\n');
  await expect.poll(texts).toMatch(/log makes NaN in 32 of 32 elements.*Backstep\(?nan/);
  expect(await texts()).toMatch(
    /is added to that of the step before.*call optimizer.zeroGrad\(\).*Backstep\(?explodingGradient/,
  );
  expect(await texts()).toContain(`[Ln ${line('@bp nan')}, Col`);
  await session.screenshots('detector-problems');

  // Where it runs again, what was found before is not true any more.
  await workbench.command('Backstep: Run Model File Without Debugging');
  await expect.poll(texts).not.toContain('Backstep');
}, 180_000);

it('Explain NaN goes from a loss back to the op that made a NaN first, and tells why', async () => {
  await workbench.openFile('cost.ts');
  const at = (mark: string) => lineOf(join(session.folder, 'cost.ts'), `@bp ${mark}`);
  // Nothing stops where it happens: it is noticed later.
  for (const name of ['Detect: NaN', 'Detect: Infinity']) await debug.breakpoints.toggle(name);
  await debug.breakpoints.setSpecial(at('update'), 'Conditional Breakpoint', 'Number.isNaN(loss.item())');
  await workbench.command('Backstep: Debug Model File');
  await debug.stopped();
  await expect.poll(() => debug.highlightedLine()).toBe(at('update'));
  expect(await debug.value('loss')).toContain('nan');

  await (await debug.variable('loss')).click({ button: 'right' });
  await workbench.menu('Explain NaN');
  const list = session.page.locator('.quick-input-widget');
  await expect.poll(() => list.innerText()).toMatch(/0 × infinity|logarithm|log/);
  await expect.poll(() => debug.highlightedLine()).toBe(at('cost'));
  await workbench.screenshot('explainnan-list');
  await session.page.keyboard.press('Escape');
  await expect.poll(() => debug.console()).toMatch(/^loss is NaN ← /m);
  await session.screenshots('explainnan');
}, 120_000);
