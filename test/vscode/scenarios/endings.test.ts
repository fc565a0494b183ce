import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../extension/build/setup.mjs';
import type { Debugging } from '../driver/debugging';
import { open, type Session } from '../driver/open';
import { lineOf, type Workbench } from '../driver/workbench';

let session: Session;
let workbench: Workbench;
let debug: Debugging;

beforeAll(async () => {
  session = await open({ copyOf: join(root, 'test/vscode/programs') });
  workbench = session.workbench;
  debug = workbench.debug;
});
afterAll(() => session?.close());
afterEach(() => debug.stopIfRunning());

describe('a program that throws', () => {
  it('stops at the line of the call, and says which shapes disagree and what to do', async () => {
    await workbench.openFile('broken.ts');
    // F5, pressed twice on a slow machine, would continue from the stop.
    await workbench.command('Backstep: Debug Model File');
    await debug.exception.waitFor();
    const text = (await debug.exception.allInnerTexts()).join('\n');
    expect(text).toMatch(/linear: .*\[1, 3\].*\[2, 5\]/s);
    await expect
      .poll(() => debug.highlightedLine())
      .toBe(lineOf(join(session.folder, 'broken.ts'), '@bp uncaught'));
    await workbench.screenshot('exception-dark');
    await debug.press('Continue');
    await debug.ended();
    expect(await debug.console()).toContain('the settings are broken, going on without');
  });
});

describe('a program that never ends', () => {
  it('pauses in its loop, restarts and stops', async () => {
    await workbench.openFile('busy.ts');
    await debug.start();
    const began = async () => /busy since (\d+)/.exec(await debug.console())?.[1];
    await expect.poll(began).toBeDefined();
    const first = await began();
    await debug.press('Pause');
    await debug.stopped();
    await expect
      .poll(() => debug.highlightedLine())
      .toBe(lineOf(join(session.folder, 'busy.ts'), '@bp loop'));
    await workbench.screenshot('pause-dark');
    await debug.press('Restart');
    await debug.running();
    await expect.poll(began).not.toBe(first);
    await debug.press('Pause');
    await debug.stopped();
    await debug.press('Stop');
    await debug.ended();
  });
});

describe('a program whose process is killed', () => {
  it('ends its own session with a message, and the editor goes on', async () => {
    await workbench.openFile('busy.ts');
    await debug.start();
    await expect.poll(() => debug.console()).toContain('busy');
    process.kill(programProcess(session.server.pid), 'SIGKILL');
    await debug.ended();
    expect(await debug.console()).toMatch(/SIGKILL/);
    await workbench.screenshot('killed-dark');
    // The extension host is the same, and debugs the next program.
    await workbench.openFile('line.ts');
    await debug.start();
    await debug.ended();
    expect(await debug.console()).toContain('learned');
  });
});

/** The runtime host among the processes that the server started. */
function programProcess(server: number): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n');
  const processes = rows.map((row) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const family = new Set([server]);
  for (const parent of family) {
    for (const child of processes) if (child.parent === parent) family.add(child.pid);
  }
  const hosts = processes.filter(({ pid, args }) => family.has(pid) && args.includes('dist/host.js'));
  if (hosts.length !== 1)
    throw new Error(`runtime host: ${hosts.length} found among the server's processes, not 1`);
  return hosts[0].pid;
}
