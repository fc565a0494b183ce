import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'backstep-vsix-'));
const vsix = join(folder, 'backstep.vsix');
let entries: Entry[];

beforeAll(() => {
  const script = join(root, 'extension/build/package.mjs');
  execFileSync(process.execPath, [script, '--no-build', '--out', vsix], { cwd: root, stdio: 'pipe' });
  entries = listZip(readFileSync(vsix));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const paths = () => entries.map(({ path }) => path);
const platform = `${process.platform}-${process.arch}`;
const executable = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';

describe('the VSIX', () => {
  it.each([
    'extension/package.json',
    'extension/readme.md',
    'extension/LICENSE.txt',
    'extension/dist/extension.js',
    'extension/dist/cli.js',
    'extension/dist/host.js',
    'extension/dist/engine.mjs',
    'extension/dist/loader.mjs',
    'extension/dist/nested.mjs',
    'extension/dist/stop.mjs',
    'extension/dist/worker.mjs',
    'extension/dist/backstep.node',
    'extension/dist/types/engine/index.d.ts',
    'extension/dist/webviews/tensor.js',
    'extension/dist/webviews/tensor.css',
    'extension/node_modules/backstep-types/index.js',
    'extension/node_modules/esbuild/lib/main.js',
    `extension/node_modules/@esbuild/${platform}/${executable}`,
    'extension/extension/samples/digits/train.ts',
    'extension/extension/samples/digits/.vscode/launch.json',
    'extension/extension/samples/digits/data/train-images-idx3-ubyte.gz',
    'extension/extension/icons/step-op-dark.svg',
    'extension/extension/walkthrough/sample.md',
  ])('holds %s', (path) => {
    expect(paths()).toContain(path);
  });

  it('holds no maps, no sources, no tests and no tools', () => {
    const strangers = paths().filter(
      (path) =>
        /\.(?:map|tsx|cc|h|gyp|vsix|log|tsbuildinfo)$/.test(path) ||
        /(?:^|\/)(?:test|tests|native|\.git|\.cache|\.ci)\//.test(path) ||
        (path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('/samples/')),
    );
    expect(strangers).toEqual([]);
    const packages = paths().map((path) => /^extension\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    expect([...new Set(packages.filter(Boolean))].sort()).toEqual([
      `@esbuild/${platform}`,
      'backstep-types',
      'esbuild',
    ]);
  });

  it('is of a size that one downloads without thinking', () => {
    expect(statSync(vsix).size).toBeLessThan(25 * 2 ** 20);
  });

  it.skipIf(process.platform === 'win32')('leaves esbuild executable', () => {
    const [esbuild] = entries.filter(({ path }) => path.endsWith('/bin/esbuild'));
    expect(esbuild.mode & 0o111).toBe(0o111);
  });
});

interface Entry {
  readonly path: string;
  /** Permission bits of Unix; 0 when the archive has none. */
  readonly mode: number;
}

/** The central directory of a ZIP file, as PKWARE's APPNOTE 4.3.12 lays it out. */
function listZip(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const list: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString('utf8', at + 46, at + 46 + name);
    list.push({ path, mode: bytes.readUInt32LE(at + 38) >>> 16 });
    at += 46 + name + extra + comment;
  }
  return list;
}
