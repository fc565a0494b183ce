import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;
let backward: number;

beforeAll(async () => {
  // A folder without a launch.json: F5 takes the open file.
  session = await open({ copyOf: join(root, 'test/vscode/programs') });
  workbench = session.workbench;
  debug = workbench.debug;
  backward = lineOf(join(session.folder, 'line.ts'), '@bp backward');
  await workbench.openFile('line.ts');
});
afterAll(() => session?.close());

describe('F5 on an open .ts file without a launch.json', () => {
  afterEach(async () => {
    await debug.stopIfRunning();
    await debug.breakpoints.removeAll();
  });

  it('runs it to its end, with its output in the Debug Console', async () => {
    await debug.start();
    await debug.ended();
    const output = await debug.console();
    expect(output).toMatch(/step 100: loss \d\.\d{4}/);
    expect(output).toContain('learned');
  });

  it('stops at a breakpoint with a condition when the condition holds', async () => {
    await debug.breakpoints.setSpecial(backward, 'Conditional Breakpoint', 'step === 7');
    await debug.start();
    await debug.stopped();
    await expect.poll(() => debug.highlightedLine()).toBe(backward);
    expect(await debug.evaluate('step')).toBe('7');
    await workbench.screenshot('breakpoint-conditional-dark');
  });

  it('stops at a breakpoint with a hit count at that hit', async () => {
    await debug.breakpoints.setSpecial(backward, 'Hit Count Breakpoint', '5');
    await debug.start();
    await debug.stopped();
    expect(await debug.evaluate('step')).toBe('4');
  });

  it('prints the message of a logpoint and goes on', async () => {
    await debug.breakpoints.setSpecial(
      lineOf(join(session.folder, 'line.ts'), '@bp log'),
      'Logpoint',
      'loss of step {step}: {loss.item() < 100}',
    );
    await debug.start();
    await debug.ended();
    expect(await debug.console()).toContain('loss of step 199: true');
  });
});
