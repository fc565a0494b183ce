/** Bad input never ends the process: every row is called with what does not fit, in a child process. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from './program';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const limitMs = 120_000;
let folder = '';

/** The bundle lies elsewhere than the file that finds golden data beside itself. */
const goldenBesideItself: Plugin = {
  name: 'golden',
  setup({ onLoad }) {
    onLoad({ filter: /golden[\\/]read\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};

beforeAll(async () => {
  // Two folders below the root, as built files are: the addon and the packages are found from there.
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache/faults-'));
  await build({
    entryPoints: [fileURLToPath(new URL('program.ts', import.meta.url))],
    outfile: join(folder, 'program.mjs'),
    alias: { backstep: join(root, 'engine/index.ts') },
    plugins: [goldenBesideItself],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    logLevel: 'silent',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Ended> {
  const program = spawn(process.execPath, ['--enable-source-maps', join(folder, 'program.mjs'), ...args]);
  const late = setTimeout(() => program.kill('SIGKILL'), limitMs);
  let stdout = '';
  let stderr = '';
  program.stdout.on('data', (text) => {
    stdout += text;
  });
  program.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    program.on('close', (code, signal) => {
      clearTimeout(late);
      resolve({ code, signal, lines: stdout.trimEnd().split('\n'), stderr });
    });
  });
}

test(
  'whatever a row is called with, it answers or says what is wrong',
  async () => {
    const { code, signal, lines, stderr } = await run('20261121', '60');
    // The last line of one that did not end well is the call that ended it.
    expect({ code, signal, ...(code !== 0 && { last: lines.at(-1), stderr }) }).toEqual({
      code: 0,
      signal: null,
    });
    const report = JSON.parse(lines.at(-1) as string) as Report;
    expect(report.unexplained).toEqual([]);
    expect(report.calls).toBeGreaterThan(5000);
    // V8 keeps what it saw last for a while, some hundreds at most; a row that leaks would leave one a call.
    expect(report.left).toBeLessThan(report.calls / 20);
  },
  limitMs + 20_000,
);
