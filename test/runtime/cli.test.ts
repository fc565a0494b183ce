import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { distFolder } from '../../engine/runtime/files';
import { programs } from './session';
import { removeWritten, write } from './transpiled';

afterAll(removeWritten);

const unwell = fileURLToPath(new URL('../debug/programs/unwell.ts', import.meta.url));
const cli = join(distFolder(import.meta.url), 'cli.js');

interface Result {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line; `until` is text on stdout, upon which `then` is called. */
function backstep(args: string[], until?: string, then?: (kill: (signal: NodeJS.Signals) => void) => void) {
  return new Promise<Result>((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: programs,
      timeout: 15_000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      const before = stdout;
      stdout += data;
      if (until && !before.includes(until) && stdout.includes(until)) then?.((signal) => child.kill(signal));
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

describe('backstep run', () => {
  test('runs a program with its arguments', async () => {
    expect(await backstep(['run', 'loop.ts', '--epochs', '3'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'total 10 --epochs 3\n',
      stderr: '',
    });
  });

  test('runs a program that uses the engine', async () => {
    expect(await backstep(['run', 'ops.ts'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'ready\n48\n',
      stderr: '',
    });
  });

  test('tells with --detect what is wrong with the training, and where', async () => {
    const { code, stdout, stderr } = await backstep(['run', '--detect', unwell]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '16,2\n' });
    expect(stderr.split('\n')).toEqual([
      'Detectors found 2 things:',
      expect.stringMatching(
        /^ {2}explodingGradient {2}×2 {2}unwell.ts:12 linear backward {2}the gradient of/,
      ),
      expect.stringMatching(/^ {2}nan {16}×1 {2}unwell.ts:27 log {14}log makes NaN in 32 of 32 elements/),
      '',
    ]);
    expect(await backstep(['run', '--detect', 'exits.ts', '7'])).toMatchObject({ code: 7, stderr: '' });
  });

  test('ends with the program’s own exit code', async () => {
    expect(await backstep(['run', 'exits.ts', '7'])).toMatchObject({
      code: 7,
      stdout: 'before\nleaving with 7\n',
    });
  });

  test('ends with code 1 on an error that nobody catches, at its place in TypeScript', async () => {
    const { code, stdout, stderr } = await backstep(['run', 'throws.ts']);
    expect(code).toBe(1);
    expect(stdout).toBe('caught one\n');
    const place = join(programs, 'throws.ts');
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      'Uncaught RangeError: too big: 3',
      `    at check (${place}:6:28)`,
      `    at check (${place}:7:10)`,
    ]);
    expect((await backstep(['run', 'rejects.ts'])).code).toBe(1);
  });

  test('shows an error of an op at the line that called it, without the engine’s frames', async () => {
    const folder = write({
      'bad.ts': "import { ones } from 'backstep';\n\nones([2, 3]).matmul(ones([2, 3]));\n",
    });
    const { code, stderr } = await backstep(['run', join(folder, 'bad.ts')]);
    expect(code).toBe(1);
    const [message, first] = stderr.split('\n');
    expect(message).toContain('matmul: inner dimensions differ — [2, 3] @ [2, 3]');
    expect(first).toBe(`    at ${join(folder, 'bad.ts')}:3:14`);
  });

  test('ends with code 1 on a program that cannot be compiled', async () => {
    const folder = write({ 'bad.ts': 'const x = ;' });
    expect(await backstep(['run', join(folder, 'bad.ts')])).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `${join(folder, 'bad.ts')}:1:11: Unexpected ";" — correct it and start again\n`,
    });
  });

  test('is interrupted like any program', async () => {
    const result = await backstep(['run', 'busy.ts'], 'started', (kill) => kill('SIGINT'));
    expect(result).toMatchObject({ code: null, signal: 'SIGINT' });
  });
});

describe('backstep info', () => {
  test('--json says what the machine has', async () => {
    const { code, stdout } = await backstep(['info', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      backstep: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      node: process.versions.node,
      v8: process.versions.v8,
      platform: `${process.platform}-${process.arch}`,
      devices: ['cpu'],
      isa: expect.stringMatching(/\w/),
      threads: expect.any(Number),
      compiler: expect.stringMatching(/\w/),
      gpu: expect.stringMatching(/\w/),
      memory: { totalMiB: expect.any(Number), freeMiB: expect.any(Number) },
    });
  });

  test('without --json is for people', async () => {
    const { stdout } = await backstep(['info']);
    expect(stdout).toMatch(/^backstep {2}\d/);
    expect(stdout).toContain(`node      ${process.versions.node}`);
  });
});

test('help and version go to stdout', async () => {
  expect((await backstep(['--help'])).stdout).toContain('Usage: backstep <command>');
  expect(await backstep(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test.each([
  [[], 'backstep: a command is missing'],
  [['fly'], 'backstep: unknown command — fly'],
  [['run'], 'backstep: run: which program? — write "backstep run FILE"'],
  [['run', 'no.ts'], `backstep run: there is no such file — ${join(programs, 'no.ts')} — correct the path`],
  [['info', '--yaml'], 'backstep: info: unknown option — --yaml — the only one is --json'],
  [['dap', 'now'], 'backstep: dap: it takes no arguments — now — leave them out'],
])('wrong use %j ends with code 2 and a sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await backstep(args);
  expect([code, stdout, stderr.split('\n')[0]]).toEqual([2, '', sentence]);
});
