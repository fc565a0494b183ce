import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { hostEnvironment } from '../../extension/runtime/environment';
import { disposeAll, Session } from './session';

afterEach(disposeAll);

describe('when the process of a program dies', () => {
  const whenItDies = async (how: string) => {
    const session = await Session.launch('process', 'dies.ts', { args: [how] });
    await session.run();
    return session;
  };

  test('by SIGKILL, the run ends with a message, and what is asked of it rejects', async () => {
    const session = await whenItDies('not');
    await session.printed('here');
    process.kill(session.launched.pid, 'SIGKILL');
    const end = await session.end();
    expect(end).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(end.message).toContain('was killed (SIGKILL)');
    await expect(session.send('Runtime.enable')).rejects.toThrow('was killed (SIGKILL)');
  });

  test('by SIGKILL while it is paused, the same', async () => {
    const session = await Session.launch('process', 'busy.ts');
    await session.breakAt('busy');
    await session.run();
    await session.paused();
    const asked = session.send('Debugger.stepOver').then(() => session.send('Runtime.enable'));
    process.kill(session.launched.pid, 'SIGKILL');
    await expect(asked).rejects.toThrow();
    expect((await session.end()).signal).toBe('SIGKILL');
  });

  test('by a crash in native code, the message says so', async () => {
    const session = await whenItDies('crash');
    const end = await session.end();
    expect(end).toMatchObject({ code: null, signal: 'SIGSEGV' });
    expect(end.message).toContain('crashed in native code (SIGSEGV)');
    expect(session.output).toContain('past the streams');
  });

  test('by another signal, the message names it', async () => {
    const end = await (await whenItDies('term')).end();
    expect(end.message).toBe("The program's process was ended by SIGTERM.");
  });
});

test('programs in one process do not disturb each other, nor its other workers', async () => {
  const other = new Worker(
    'setInterval(() => require("worker_threads").parentPort.postMessage("alive"), 20)',
    {
      eval: true,
    },
  );
  const alive = () => new Promise((resolve) => other.once('message', resolve));
  try {
    const sessions = await Promise.all([
      Session.launch('extensionHost', 'busy.ts'),
      Session.launch('extensionHost', 'loop.ts'),
      Session.launch('extensionHost', 'waits.ts'),
    ]);
    const [busy, loop, waits] = sessions;
    await alive();
    // A worker that is made while others are held must not be held itself.
    const late = new Worker('require("worker_threads").parentPort.postMessage("ran")', { eval: true });
    expect(await new Promise((resolve) => late.once('message', resolve))).toBe('ran');
    await loop.breakAt('sum');
    await Promise.all(sessions.map((session) => session.run()));
    await loop.paused();
    await busy.pause();
    await waits.printed('waiting');
    await alive();
    await busy.host.dispose();
    await loop.send('Debugger.setBreakpointsActive', { active: false });
    await loop.resume();
    expect((await loop.end()).code).toBe(0);
    await waits.pause();
    await alive();
    expect([busy, loop, waits].map(({ pauses }) => pauses.length)).toEqual([1, 1, 1]);
  } finally {
    await other.terminate();
  }
});

test('a run leaves nothing in the temporary folder, however it ended', async () => {
  const ends: [string, (session: Session) => unknown][] = [
    ['loop.ts', (session) => session.end()],
    ['busy.ts', (session) => session.host.channel.request('program/terminate', {})],
    ['waits.ts', (session) => session.host.dispose()],
  ];
  for (const [program, end] of ends) {
    const session = await Session.launch('process', program);
    const folder = dirname(fileURLToPath(session.launched.modules[0].url));
    expect(existsSync(folder)).toBe(true);
    await session.run();
    await end(session);
    expect(existsSync(folder)).toBe(false);
  }
});

test('a host ends with the client that started it, also one whose program is paused', async () => {
  const session = await Session.launch('process', 'busy.ts');
  await session.breakAt('busy');
  await session.run();
  await session.paused();
  const { pid } = session.launched;
  await session.host.dispose();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a host refuses what has no sense with a sentence', async () => {
  const session = await Session.launch('process', 'waits.ts');
  const again = {
    program: '/x.ts',
    args: [],
    cwd: '/',
    env: {},
    device: 'cpu',
    history: null,
    debug: false,
    seed: 0,
  } as const;
  await expect(session.host.channel.request('program/launch', again)).rejects.toThrow(
    'program/launch: a host runs one program — start another host',
  );
});

test('a program sees the person’s environment, without what VS Code and its debugger put into it', () => {
  const env = {
    PATH: '/bin',
    VSCODE_IPC_HOOK: 'x',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS:
      '--inspect-brk=0 --max-old-space-size=100 --require "/a b/bootloader.js"  -r /x/bootloader.js',
  };
  expect(hostEnvironment(env, false)).toEqual({ PATH: '/bin', NODE_OPTIONS: '--max-old-space-size=100' });
  expect(hostEnvironment({ NODE_OPTIONS: '--inspect' }, true)).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
});
