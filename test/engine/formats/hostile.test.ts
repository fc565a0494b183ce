import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { file } from './expected';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = fileURLToPath(new URL('programs/mutate.mjs', import.meta.url));
const reader = (name: string) => fileURLToPath(new URL(`../../golden/data/readers/${name}`, import.meta.url));
const made = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const idx = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 9]),
  Buffer.alloc(324, 7),
]);

describe('a process that reads damaged files refuses them in words, in bounded memory, and runs nothing', () => {
  const files = [
    ...['model.safetensors', 'dtypes.safetensors', 'big-endian.npy', 'objects.npy', 'deflated.npz'].map(file),
    ...[
      'training.pt',
      'views.pt',
      'legacy-dtypes.pt',
      'command.pt',
      'command-legacy.pt',
      'whole-module.pt',
    ].map(file),
    ...['palette.png', 'deep.png', 'progressive.jpg', 'snappy.parquet', 'gzip.parquet', 'brotli.parquet'].map(
      reader,
    ),
    made('images-idx3-ubyte.gz', gzipSync(idx)),
    made('table.csv', readFileSync(program, 'utf8').replaceAll(' ', ',')),
    made('lines.jsonl', '{"a":[1,2],"b":"é"}\n'.repeat(20)),
  ];
  test.each(files.map((path) => [basename(path), path]))('%s', { timeout: 60_000 }, (_, path) => {
    const cwd = mkdtempSync(join(folder, 'run-'));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--max-old-space-size=512', program, path, '11', '250'],
      { cwd, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    const { good, refused, most } = JSON.parse(stdout);
    expect(good + refused).toBe(250);
    expect(refused).toBeGreaterThan(0);
    // Node, the engine and fast-check have 70 MiB of it; a JPEG is decoded by JavaScript.
    expect(most).toBeLessThan(256 * 1024);
    expect(readdirSync(cwd).filter((name) => !name.startsWith('damaged.'))).toEqual([]);
  });
});
